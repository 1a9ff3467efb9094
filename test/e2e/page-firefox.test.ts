/** The page in Firefox: what is proven there. */
import { buildPage } from '@trellis/explorer/build';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firefoxTitle, hasFirefox, launchFirefox } from './firefox.ts';
import { startWalletNetwork, type WalletNetwork } from './wallet-network.ts';

describe.skipIf(!hasFirefox)(firefoxTitle('the page in Firefox'), () => {
  let ground: WalletNetwork;
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    [ground, browser] = await Promise.all([startWalletNetwork(), launchFirefox()]);
  });
  afterAll(async () => {
    await browser?.close();
    await ground?.remove();
  });

  async function open(url: string): Promise<{ readonly page: Page; readonly problems: string[] }> {
    const page = await browser.newPage();
    page.setDefaultTimeout(200_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(url);
    return { page, problems };
  }

  it('follows the chain, and proves a balance', async () => {
    const { page, problems } = await open(`${ground.url}/explorer/account/${ground.payee}`);
    await page.locator('.head.proven').wait();
    await page.locator('.mark.proven').wait();
    const text = await page.$eval('main', (main) => main.textContent ?? '');
    expect(text).toContain(ground.payee);
    expect(problems).toEqual([]);
    await page.close();
  });
});
