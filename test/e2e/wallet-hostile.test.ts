/** Who attacks the wallet: a node, another site, whoever finds the device open, and texts that want to be code. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { toBase64Url } from '@trellis/crypto';
import { decodeJsonText, encode, signedTransactionCodec } from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import { lieAboutBalance } from './lies.ts';
import { startLyingProxy } from './lying-proxy.ts';
import {
  fillPayment,
  importKey,
  reviewOf,
  sign,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';

describe.skipIf(!hasBrowser)(titleOf('the wallet against'), () => {
  let ground: WalletGround;
  beforeAll(async () => {
    ground = await startWalletGround();
  });
  afterAll(() => ground?.remove());

  const open = (path = '', url = ground.url): Promise<Visit> =>
    visit(ground.browser, `${url}${path}`);

  /** What is behind the wallet's address in a link that brings a payment for others to sign. */
  async function linkOf(amount: string): Promise<string> {
    const file = join(ground.network.home, `pay-${amount}.json`);
    await ground.run(
      ...['tx', 'build', 'treasury', file, '--pay', `treasury,${ground.payee},${amount},EUR`],
    );
    const read = decodeJsonText(signedTransactionCodec, await readFile(file, 'utf8'));
    if (!read.ok) throw new Error(read.problem.message);
    const transaction = toBase64Url(encode(signedTransactionCodec, read.value));
    return `#/file?${new URLSearchParams({ transaction })}`;
  }

  it('a worker that wants to tell the key: it reaches nobody', async () => {
    const { page, context } = await open();
    const started = page.waitForEvent('worker', (one) => one.url().includes('signing-worker'));
    const importing = importKey(page, ground.treasury);
    const { url } = { url: (await started).url() };
    await importing;
    const idle = page.waitForEvent('worker', (one) => one.url() === url);
    await page.evaluate((script) => {
      // Kept, as a worker that nobody holds can end.
      Object.assign(globalThis, { idle: new Worker(script, { type: 'module' }) });
    }, url);
    const worker = await idle;
    const ways = await worker.evaluate(async () => {
      const tried = async (way: () => unknown): Promise<string> => {
        try {
          await way();
          return 'reached';
        } catch (error) {
          return (error as Error).name;
        }
      };
      const otherScript = '/wallet/none.js';
      const socket = () =>
        new Promise((resolve, reject) => {
          const opened = new WebSocket('ws://localhost:9/');
          opened.onopen = resolve;
          opened.onerror = () => reject(new TypeError('refused'));
        });
      return {
        fetch: await tried(() => fetch('/v1/status')),
        import: await tried(() => import(otherScript)),
        socket: await tried(socket),
      };
    });
    expect(Object.values(ways)).not.toContain('reached');
    // The page itself may ask its node: it is the worker's own policy that forbids it.
    expect(await page.evaluate(async () => (await fetch('/v1/status')).status)).toBe(200);
    const { headers } = await fetch(url.replace('localhost', '127.0.0.1'));
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
    await context.close();
  });

  it('a site that frames it, opens it and posts messages to it', async () => {
    const site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${ground.url}"></iframe><a href="${ground.url}">x</a>`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const { port } = site.address() as AddressInfo;
    const context = await ground.browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    const frame = page.frames().find((one) => one !== page.mainFrame());
    await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
    const popup = context.waitForEvent('page');
    await page.evaluate((url) => {
      const opened = window.open(url);
      setInterval(() => opened?.postMessage({ type: 'sign', pay: 'everything' }, '*'), 50);
      Object.assign(globalThis, { opened });
    }, ground.url);
    const wallet = await popup;
    await wallet.locator('h1', { hasText: 'Accounts' }).waitFor();
    expect(await wallet.evaluate(() => window.opener === null)).toBe(true);
    expect(
      await page.evaluate(() => {
        const { opened } = globalThis as unknown as { opened: Window };
        return opened.closed;
      }),
    ).toBe(true);
    await context.close();
    site.close();
  });

  it.each(['javascript:alert(1)', 'http://shop.example/', 'https://bank.example@evil.example/'])(
    'a link that leads back to %s',
    async (back) => {
      const query = new URLSearchParams({ connect: '', return: back });
      const { page, context } = await open(`#/link?${query}`);
      await page.locator('h1', { hasText: 'This link can’t be used' }).waitFor();
      expect(await page.locator('main a').count()).toBe(0);
      await context.close();
    },
  );

  it('texts that want to be code, in every field', async () => {
    const attack = `"><img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`;
    const { page, context, problems } = await open();
    await importKey(page, { ...ground.treasury, label: '<b onclick=x>Treasury' });
    for (const form of ['pay', 'batch', 'reserve', 'define', 'clawback', 'vote']) {
      await page.goto(`${ground.url}#/do/${form}`);
      for (const field of await page.locator('form input[type="text"], form textarea').all()) {
        await field.fill(attack);
      }
      await page.getByRole('button', { name: 'Review' }).click();
      await page.locator('main .bad, main .problem').filter({ hasText: /\w/ }).first().waitFor();
    }
    await fillPayment(page, ground.payee, '0.01', attack);
    const review = reviewOf(page);
    await review.locator('.facts', { hasText: '<script>' }).waitFor();
    expect(await page.locator('main img, main script, main b[onclick]').count()).toBe(0);
    expect(await page.title()).toBe('Pay · Trellis wallet');
    await review.getByRole('button', { name: 'Do not sign' }).click();
    await page.goto(`${ground.url}#/link?pay=${encodeURIComponent(attack)}`);
    await page.locator('h1', { hasText: 'can’t be used' }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('a question that comes late: it takes the place of no other', async () => {
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    const review = page.getByRole('button', { name: 'Review and sign' });
    const [late, shown] = [await linkOf('0.41'), await linkOf('0.42')];
    await page.goto(`${ground.url}${late}`);
    const caught = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    await page.route(
      /\/v1\/accounts\//,
      async (route) => {
        caught.resolve();
        await released.promise;
        await route.continue();
      },
      { times: 1 },
    );
    await review.click();
    await caught.promise;
    await page.goto(`${ground.url}${shown}`);
    await review.click();
    const sentences = reviewOf(page).locator('.sentences');
    await sentences.filter({ hasText: '0.42' }).waitFor();
    const answered = page.waitForResponse(/\/v1\/accounts\//);
    released.resolve();
    await answered;
    await sign(page);
    await page.getByText('with 1 signature').waitFor();
    expect(await sentences.count()).toBe(0);
    await context.close();
  });

  it('guessing: after some wrong passwords each has to wait, in every tab and after a reload', async () => {
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    await fillPayment(page, ground.payee, '0.01');
    const alert = reviewOf(page).getByRole('alert');
    for (let guess = 0; guess < 3; guess++) {
      await sign(page, `guess number ${guess}`);
      await reviewOf(page).getByRole('button', { name: 'Sign', exact: true }).waitFor();
    }
    await sign(page);
    await alert.filter({ hasText: /too many wrong passwords: wait \d+ s/ }).waitFor();
    await page.reload();
    await fillPayment(page, ground.payee, '0.01');
    await page.clock.install();
    await page.clock.setSystemTime(Date.now() + 3_600_000);
    await sign(page);
    await page.locator('.outcome').waitFor();
    await context.close();
  });

  it.each(['another tab', 'the browser'])(
    'storage cleared by %s during a review: nothing is paid, and the backup brings the key back',
    async (by) => {
      const { page, context } = await open();
      const before = await ground.balance();
      await importKey(page, ground.treasury);
      await fillPayment(page, ground.payee, '0.03');
      await reviewOf(page).locator('.sentences').waitFor();
      const other = await context.newPage();
      await other.goto(`${ground.url}settings.json`);
      if (by === 'the browser') {
        const devtools = await context.newCDPSession(other);
        const { origin } = new URL(ground.url);
        await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      } else {
        await other.evaluate(async () => {
          const deleting = indexedDB.deleteDatabase('trellis-wallet');
          await new Promise((resolve) => {
            deleting.onsuccess = resolve;
          });
        });
      }
      await page.getByRole('alert').filter({ hasText: 'before you pay again' }).waitFor();
      expect(await page.getByLabel('Password').count()).toBe(0);
      await page.getByRole('button', { name: 'Start again' }).click();
      await page.getByText('No key yet').waitFor();
      expect(await ground.balance()).toBe(before);
      // The account is free again, and the payment is made once.
      await importKey(page, ground.treasury);
      await fillPayment(page, ground.payee, '0.03');
      await sign(page);
      await page.locator('.outcome[data-state="final"]').waitFor();
      expect(Number(await ground.balance())).toBeCloseTo(Number(before) + 0.03, 2);
      await context.close();
    },
  );

  it('a node that lies about the balance: nothing is shown to be signed', async () => {
    const proxy = await startLyingProxy(ground.network.node(0).http);
    const url = `${proxy.url.replace('127.0.0.1', 'localhost')}/wallet/`;
    const { page, context } = await open('', url);
    await importKey(page, ground.treasury);
    proxy.tell(lieAboutBalance);
    await fillPayment(page, ground.payee, '0.01');
    await reviewOf(page).getByRole('alert').filter({ hasText: 'Nothing was signed' }).waitFor();
    expect(await reviewOf(page).getByLabel('Password').count()).toBe(0);
    await context.close();
    await proxy.close();
  });
});
