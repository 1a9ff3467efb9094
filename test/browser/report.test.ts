/** The page of a measurement in a real browser: nothing missing, nothing fetched, no error, both themes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchSignatures, createRun, defaultPrices, writeReport } from '@trellis/bench';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, titleOf } from '../e2e/browser.ts';

describe.skipIf(!hasBrowser)(titleOf('the report in Chromium'), () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(join(tmpdir(), 'trellis-page-'));
    const { result, metrics } = await benchSignatures({
      schemes: ['ed25519', 'ml-dsa-65'],
      providers: ['openssl'],
      sizes: [32],
      rounds: 3,
      millisecondsEach: 100,
      millisecondsOnAllCores: 0,
      seed: 1,
    });
    const run = await createRun({
      kind: 'signatures',
      seed: 1,
      command: 'trellis bench signatures',
      parameters: {},
      metrics,
      raw: result,
      startedAt: new Date(),
      failure: null,
    });
    await writeReport(folder, run, defaultPrices);
  });

  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  async function open(colorScheme: 'light' | 'dark', width: number): Promise<Page> {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(String(pathToFileURL(join(folder, 'report.html'))));
    expect(problems).toEqual([]);
    return page;
  }

  it('has its plots, its figures and its words', async () => {
    const page = await open('light', 1_100);
    expect(await page.title()).toBe('What a signature costs');
    expect(await page.locator('h2').allTextContents()).toContain('Verifying');
    expect(await page.locator('p').first().textContent()).toContain('ML-DSA-65');
    for (const plot of await page.locator('svg').all()) {
      expect(await plot.getAttribute('aria-label')).toBeTruthy();
      expect((await plot.boundingBox())?.height).toBeGreaterThan(50);
    }
    expect(await page.locator('svg').count()).toBe(5);
    await page.locator('summary').first().click();
    expect(await page.locator('td', { hasText: '1,952' }).first().isVisible()).toBe(true);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('follows a %s system, and can be switched', async (theme) => {
    const page = await open(theme, 1_100);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const colours = { light: 'rgb(255, 255, 255)', dark: 'rgb(20, 24, 28)' };
    expect(await paper()).toBe(colours[theme]);
    await page.getByRole('button', { name: 'Light or dark' }).click();
    expect(await paper()).toBe(colours[theme === 'light' ? 'dark' : 'light']);
    await page.close();
  });

  it('fits a phone without moving sideways', async () => {
    const page = await open('light', 360);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });
});
