/** The page and the wallet in Firefox: what is proven there, and a payment from a key that was made there. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getConsents } from '@trellis/client';
import { buildPage } from '@trellis/explorer/build';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { push } from '../access/consent-client.ts';
import { startConsentGround } from './consent-ground.ts';
import { firefoxTitle, hasFirefox, launchFirefox } from './firefox.ts';
import { makeKey, walletIn } from './wallet-firefox.ts';
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

  it('makes a key in the wallet, is given an account, and pays: what is shown is what is signed', async () => {
    const { page, problems } = await open(`${ground.url}/wallet/#/new`);
    const wallet = walletIn(page);
    await makeKey(wallet, 'Mine');
    const mine = await page.$eval('section[aria-label="Mine"]', (card) => card.textContent ?? '');
    const [key = ''] = mine.match(/ml-dsa-65\/trellis1[0-9a-z]{58}/) ?? [];
    const [account = ''] = mine.match(/trellis1[0-9a-z]{58}/) ?? [];

    await wallet.importTreasury(ground);
    await wallet.act('account', { Keys: key }, 'create an account for the key');
    await wallet.act('pay', { To: account, Amount: '5', Asset: 'EUR' }, `5.00 EUR from`);

    await wallet.press('Accounts');
    await page.locator('section[aria-label="Mine"] input[name="chosen"]').click();
    await page.locator('section[aria-label="Mine"] .facts ::-p-text(5.00)').wait();
    const pay = { To: ground.payee, Amount: '1.25', Asset: 'EUR' };
    await wallet.act('pay', pay, `pay 1.25 EUR from ${account} to ${ground.payee}`, 'a wrong one');
    expect(await ground.balance()).toBe('1.25');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('lets a client act by the wallet, is led back to it, and ends it', async () => {
    const site = createServer((_request, response) => response.end('Thanks')).listen(
      0,
      '127.0.0.1',
    );
    await once(site, 'listening');
    const back = `http://127.0.0.1:${(site.address() as AddressInfo).port}/back`;
    const consents = await startConsentGround(ground, [back]);
    const { page, problems } = await open(`${consents.url}/wallet/`);
    const wallet = walletIn(page);
    await wallet.importTreasury(ground);
    const pushed = await push(consents.shop, consents.toPay, { redirect_uri: back });
    await page.goto(consents.linkOf(pushed));
    await wallet.press('Sign in the wallet');
    await wallet.press('Review and sign');
    await wallet.agree('pay at most 9.99 EUR at once');
    await wallet.agree('pay: at most 9.99 EUR');
    await page.locator('::-p-text(Thanks)').wait();
    const answer = new URL(page.url());
    expect(answer.origin + answer.pathname).toBe(back);
    expect(answer.searchParams.get('state')).toBe(pushed.state);
    expect(answer.searchParams.get('iss')).toBe(consents.url);
    const stateOf = async () =>
      (await getConsents(consents.transport, consents.treasury)).consents.map(({ state }) => state);
    expect(await stateOf()).toEqual(['active']);
    await page.goto(`${consents.url}/wallet/#/consents`);
    await wallet.press('Revoke');
    await wallet.agree('end the consent');
    await page.locator('[role="status"] ::-p-text(has ended)').wait();
    expect(await stateOf()).toEqual(['revoked']);
    expect(problems).toEqual([]);
    await page.close();
    site.close();
  });
});
