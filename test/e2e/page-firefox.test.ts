/** The page and the wallet in Firefox: what is proven there, and a payment that is signed there. */
import { buildPage } from '@trellis/explorer/build';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firefoxTitle, hasFirefox, launchFirefox } from './firefox.ts';
import { password, startWalletNetwork, type WalletNetwork } from './wallet-network.ts';

describe.skipIf(!hasFirefox)(firefoxTitle('the page and the wallet in Firefox'), () => {
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

  /** By its role and its name, as somebody hears it. */
  const named = (page: Page, role: string, name: string) =>
    page.locator(`::-p-aria([role="${role}"][name="${name}"])`);

  it('follows the chain, and proves a balance', async () => {
    const { page, problems } = await open(`${ground.url}/explorer/account/${ground.payee}`);
    await page.locator('.head.proven').wait();
    await page.locator('.mark.proven').wait();
    const text = await page.$eval('main', (main) => main.textContent ?? '');
    expect(text).toContain(ground.payee);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('pays with the wallet, once it was signed', async () => {
    const { page, problems } = await open(`${ground.url}/wallet/#/import`);
    const fill = (label: string, value: string): Promise<void> =>
      named(page, 'textbox', label).fill(value);
    await fill('Or its text, or a phrase', ground.treasury.keyFile);
    await fill('Password of the file', ground.treasury.password);
    await fill('Name', 'Treasury');
    await fill('New password', password);
    await fill('New password again', password);
    await named(page, 'button', 'Import').click();
    await named(page, 'link', 'Pay').click();
    await fill('To', ground.payee);
    await fill('Amount', '1.25');
    await fill('Asset', 'EUR');
    await named(page, 'button', 'Review').click();
    await page.locator('.sentences').wait();
    const review = await page.$eval('.sentences', (one) => one.textContent ?? '');
    expect(review).toContain('1.25 EUR');
    await fill('Password of Treasury', password);
    await named(page, 'button', 'Sign').click();
    await page.locator('.outcome[data-state="final"]').wait();
    expect(await ground.balance()).toBe('1.25');
    expect(problems).toEqual([]);
    await page.close();
  });
});
