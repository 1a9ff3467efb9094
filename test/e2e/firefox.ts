/** Firefox as tests of the page use it, over WebDriver BiDi. */
import { existsSync } from 'node:fs';
import { type Browser, type LaunchOptions, launch } from 'puppeteer-core';
import { hangMs } from './browser.ts';

const executablePath = '/usr/bin/firefox-esr';
export const hasFirefox = existsSync(executablePath);

/** A skipped test shows its name, and so why. */
export const firefoxTitle = (title: string): string =>
  hasFirefox ? title : `${title}, which needs ${executablePath}`;

export const launchFirefox = (options: LaunchOptions = {}): Promise<Browser> =>
  launch({
    ...{ browser: 'firefox', executablePath, headless: true },
    ...{ timeout: hangMs, protocolTimeout: 2 * hangMs },
    ...options,
  });
