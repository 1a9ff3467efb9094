/** The page of a consent in a real browser: what is asked is shown, and the answer leads back to the client. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatAddress } from '@trellis/crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callWith,
  type Pushed,
  push,
  redeem,
  redirectUri,
  type TestClient,
} from '../access/consent-client.ts';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import { attack, type ConsentGround, startConsentGround } from './consent-ground.ts';
import { startWalletGround, type WalletGround } from './wallet-ground.ts';

describe.skipIf(!hasBrowser)(titleOf('the page of a consent'), () => {
  let ground: WalletGround;
  let consents: ConsentGround;
  let shop: TestClient;
  let url: string;
  beforeAll(async () => {
    ground = await startWalletGround();
    consents = await startConsentGround(ground);
    ({ shop, url } = consents);
  });
  afterAll(() => ground?.remove());

  /** Opens what the client leads its user to, with the site of the client answering for itself. */
  async function come(pushed: Pushed, width = 1_280): Promise<Visit> {
    const visited = await visit(ground.browser, 'about:blank', { width, nodes: [url] });
    const site = new URL(redirectUri).origin;
    await visited.context.route(`${site}/**`, (route) => route.fulfill({ body: 'Thanks' }));
    await visited.page.goto(consents.linkOf(pushed));
    return visited;
  }
  const shown = (page: Page) => page.locator('main dl', { hasText: 'To be answered until' });
  const alert = (page: Page) => page.locator('main [role="alert"]').filter({ hasText: /\w/ });
  /** Where the browser was led, once it is there. */
  async function backOf(page: Page): Promise<URL> {
    await page.waitForURL(`${redirectUri}?**`);
    const back = new URL(page.url());
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('iss')).toBe(url);
    return back;
  }
  /** Signs what the page shows a command for, into a file. */
  async function signed(page: Page): Promise<string> {
    const command = await page
      .locator('main code', { hasText: 'trellis consent grant' })
      .textContent();
    const link = /"(.+)"/.exec(command ?? '')?.[1] ?? '';
    const file = join(ground.network.home, `${link.slice(-43)}.json`);
    await rm(file, { force: true });
    await ground.run('consent', 'grant', 'treasury', link, '--out', file);
    return file;
  }

  it.each([320, 1_280])(
    'shows who asks for what, within which limits, %d px wide',
    async (width) => {
      const { page, context, problems } = await come(await push(shop, consents.toPay), width);
      // Until the asset's decimals are proven the amounts are in units.
      await shown(page).filter({ hasText: '25.00' }).waitFor();
      const text = await shown(page).textContent();
      expect(text).toContain(`${attack} (${shop.registered.id})`);
      expect(text).toContain(formatAddress(consents.payee));
      expect(text).toMatch(
        /at most 9\.99\sEUR at once and 25\.00\sEUR in each 30 d to trellis1\w+, 12 times/,
      );
      expect(text).toContain('balances and history');
      expect(text).toContain(new URL(redirectUri).origin);
      expect(text).toContain(new Date(Number(consents.until)).toISOString().slice(0, 10));
      expect(await page.locator('main img').count()).toBe(0);
      expect(await page.title()).toBe('Consent · Trellis');
      const sideways = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(sideways).toBe(0);
      expect(problems).toEqual([]);
      await context.close();
    },
  );

  it('takes what was signed on the command line, and leads back to the client, which may then act', async () => {
    const pushed = await push(shop, consents.toPay);
    const { page, context } = await come(pushed);
    const other = await come(await push(shop, consents.toSee));
    const field = page.getByLabel('Signed consent');
    await field.setInputFiles(await signed(other.page));
    await alert(page).filter({ hasText: 'answers another request' }).waitFor();
    await field.setInputFiles({
      name: 'a.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{}'),
    });
    await alert(page).filter({ hasText: 'no signed consent' }).waitFor();
    await field.setInputFiles(await signed(page));
    const back = await backOf(page);
    expect(back.searchParams.get('state')).toBe(pushed.state);
    const token = await redeem(shop, back.href, pushed);
    const account = `${url}/v1/accounts/${formatAddress(consents.treasury)}`;
    expect((await callWith(shop, token.access_token, account)).status).toBe(200);
    // The request is used: going back to it does not ask again.
    await page.goto(`${url}/explorer/consent/${pushed.request}`);
    await alert(page).filter({ hasText: 'it was answered, or is over' }).waitFor();
    expect(await page.getByRole('button', { name: 'Refuse' }).count()).toBe(0);
    await Promise.all([context.close(), other.context.close()]);
  });

  it('refuses, and says so to a second tab and to whoever comes too late', async () => {
    const pushed = await push(shop, consents.toSee);
    const { page, context } = await come(pushed);
    const second = await context.newPage();
    await second.goto(`${url}/explorer/consent/${pushed.request}`);
    await shown(second).waitFor();
    await page.getByRole('button', { name: 'Refuse' }).click();
    const back = await backOf(page);
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.get('state')).toBe(pushed.state);
    expect(back.searchParams.get('code')).toBeNull();
    await second.getByRole('button', { name: 'Refuse' }).click();
    await alert(second).filter({ hasText: 'it was answered, or is over' }).waitFor();

    const late = await push(shop, consents.toSee);
    const { page: waiting, context: waits } = await come(late);
    await shown(waiting).waitFor();
    const past = 'UPDATE request SET expires = ? WHERE id = ?';
    consents.change(past, Date.now() - 1, late.request);
    await waiting.getByRole('button', { name: 'Refuse' }).click();
    await alert(waiting).filter({ hasText: 'it was answered, or is over' }).waitFor();
    await waiting.reload();
    await alert(waiting).filter({ hasText: 'it was answered, or is over' }).waitFor();
    expect(await waiting.getByLabel('Signed consent').count()).toBe(0);
    await Promise.all([context.close(), waits.close()]);
  });
});
