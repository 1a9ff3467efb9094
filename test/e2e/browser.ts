/** Chromium as tests of the explorer use it. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
export const hasBrowser = existsSync(executablePath);

/** A skipped test shows its name, and so why. */
export const titleOf = (title: string): string =>
  hasBrowser ? title : `${title}, which needs ${executablePath}`;

/** Ends what hangs, and measures nothing: a busy machine takes ten times as long as another. */
export const hangMs = 100_000;

export async function launchBrowser(...args: readonly string[]): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', ...args],
    timeout: hangMs,
  });
  return browser.on('context', (context) => context.setDefaultTimeout(hangMs));
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong on the page, or was asked of anybody but the node. */
  readonly problems: readonly string[];
}

/** Opens a page as somebody who was never here. */
export async function visit(
  browser: Browser,
  url: string,
  {
    colorScheme = 'light',
    width = 1_100,
    nodes = [],
    locale = 'en-US',
  }: {
    readonly colorScheme?: 'light' | 'dark';
    readonly width?: number;
    /** Further nodes that the page may ask. */
    readonly nodes?: readonly string[];
    readonly locale?: string;
  } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    ...{ colorScheme, locale, viewport: { width, height: 800 } },
  });
  // What hangs is ended by the test's own limit: a busy machine takes long.
  context.setDefaultTimeout(200_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== new URL(url).origin && !nodes.includes(origin)) problems.push(request.url());
  });
  await page.goto(url);
  return { page, context, problems };
}

/** The first mark of a page that is `proven`, or `failed`. */
export const markOf = (page: Page, kind: string) => page.locator(`.mark.${kind}`).first();
