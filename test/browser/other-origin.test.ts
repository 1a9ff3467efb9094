/** A page of another origin than the node's, in real browsers: it pays and follows a balance, if the node names its origin. */
import { createServer } from 'node:http';
import type * as Sdk from '@trellis/client';
import { getGenesis, httpTransport } from '@trellis/client';
import type { createProvider, SchemeName } from '@trellis/crypto';
import { genesisHash } from '@trellis/protocol';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { hangMs, hasBrowser, titleOf } from '../e2e/browser.ts';
import { firefoxTitle, hasFirefox, launchFirefox } from '../e2e/firefox.ts';
import { bundleSdk } from '../sdk/bundle.ts';
import { treasurySecret } from '../sdk/treasury.ts';
import { type Listening, listenHere } from './listen-here.ts';
import { type Asked, type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';

/** Both are spoken to over WebDriver BiDi or CDP by the same words. */
const browsers = [
  {
    name: titleOf('Chromium'),
    isHere: hasBrowser,
    open: () =>
      launch({
        ...{ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
        ...{ timeout: hangMs, protocolTimeout: 2 * hangMs },
      }),
  },
  { name: firefoxTitle('Firefox'), isHere: hasFirefox, open: launchFirefox },
] as const;

/** What a page is given: all of it could stand in a shop's page, the key aside. */
interface Given {
  readonly url: string;
  readonly genesis: string;
  readonly credential: string;
  readonly scheme: SchemeName;
  readonly seed: readonly number[];
  readonly payee: string;
}

type PageSdk = typeof Sdk & { readonly createProvider: typeof createProvider };

/** Longer than the 5 s for which a browser remembers an answer that names no time (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
const forgottenMs = 5_500;

let node: GuardedNode;
let proxy: RecordingProxy;
let shop: Listening;
let stranger: Listening;
let given: Given;

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read'] });
  proxy = await startRecordingProxy(node.url);
  const script = await bundleSdk();
  [shop, stranger] = await Promise.all([servePage(script), servePage(script)]);
  const { scheme, seed } = await treasurySecret(node.home);
  const { secret: credential } = await node.makeKey({ scopes: ['read', 'submit', 'events'] });
  given = {
    url: proxy.url,
    genesis: genesisHash(await getGenesis(httpTransport({ url: node.url }))),
    credential,
    scheme,
    seed: [...seed],
    payee: node.operator,
  };
});
afterAll(async () => {
  await Promise.all([shop?.close(), stranger?.close(), proxy?.close()]);
  await node?.remove();
});

/** A page with the SDK in it, as a shop would put it there. */
function servePage(script: string): Promise<Listening> {
  const answers: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', '<!doctype html><title>a shop</title><script src="/sdk.js"></script>'],
    '/sdk.js': ['text/javascript', script],
  };
  const server = createServer(({ url = '/' }, response) => {
    const [type, body] = answers[url] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  return listenHere(server);
}

async function allow(...allowedOrigins: readonly string[]): Promise<void> {
  node = await node.restart({ http: { ...node.config.http, allowedOrigins } });
  proxy.aim(node.url);
}

/** What a page of this origin has asked the node for since `from`. */
const askedBy = ({ url }: Listening, from: number): readonly Asked[] =>
  proxy.asked.slice(from).filter(({ origin }) => origin === url);

describe.each(browsers.filter(({ isHere }) => isHere))('$name', ({ open }) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await open();
  });
  afterAll(() => browser?.close());

  async function visit({ url }: Listening): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(200_000);
    await page.goto(url);
    return page;
  }

  describe('where the node names the origin', () => {
    beforeAll(() => allow(shop.url));

    it('lets its page pay, and follow a balance', async () => {
      const before = proxy.asked.length;
      const page = await visit(shop);
      const told = await page.evaluate(payAndFollow, given);
      expect(told).toEqual({
        status: 'success',
        followed: [{ amount: '125', memo: 'from a page' }],
        grewBy: '125',
      });
      await page.close();
      const preflights = askedBy(shop, before).filter(({ method }) => method === 'OPTIONS');
      expect(preflights.length).toBeGreaterThan(0);
      // A browser asks before it has sent anything of the caller's: nobody's rights are looked up.
      expect(preflights.every(({ hasCredential }) => !hasCredential)).toBe(true);
      expect(preflights.map(({ status }) => status)).toEqual(preflights.map(() => 204));
    });

    it('is asked once for an address whose answer the browser remembers', async () => {
      const before = proxy.asked.length;
      const page = await visit(shop);
      expect(await page.evaluate(readTwice, given, forgottenMs)).toEqual([200, 200]);
      await page.close();
      const methods = askedBy(shop, before).map(({ method }) => method);
      expect(methods.filter((method) => method === 'GET')).toHaveLength(2);
      expect(methods.filter((method) => method === 'OPTIONS').length).toBeLessThanOrEqual(1);
    });

    it('needs no preflight of a page that reads without a credential', async () => {
      const before = proxy.asked.length;
      const page = await visit(shop);
      const { credential: _, ...anonymous } = given;
      expect(await page.evaluate(readBalance, anonymous)).toMatch(/^\d+$/);
      await page.close();
      const asked = askedBy(shop, before);
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
    });

    it('takes no cookies of it', async () => {
      const page = await visit(shop);
      expect(await page.evaluate(readWithCookies, given)).toBe('TypeError');
      await page.close();
    });

    it('shows a page of another origin nothing, and takes no payment of it', async () => {
      const before = proxy.asked.length;
      const page = await visit(stranger);
      expect(await page.evaluate(readBalance, given)).toBe('unreachable');
      const { credential: _, ...anonymous } = given;
      expect(await page.evaluate(readBalance, anonymous)).toBe('unreachable');
      expect(await page.evaluate(submitAnyhow, given)).toEqual(['TypeError', 'TypeError']);
      await page.close();
      const asked = askedBy(stranger, before);
      expect(asked.some(({ method, status }) => method === 'OPTIONS' && status === 405)).toBe(true);
      expect(asked.some(({ hasCredential }) => hasCredential)).toBe(false);
      // A browser lets every page send a form anywhere; that is no submission.
      const posts = asked.filter(({ method }) => method === 'POST');
      expect(posts.map(({ status }) => status)).toEqual([415]);
    });
  });

  describe('where the node allows every origin', () => {
    beforeAll(() => allow('*'));

    it('lets a page read, and never with a credential', async () => {
      const page = await visit(stranger);
      const { credential: _, ...anonymous } = given;
      expect(await page.evaluate(readBalance, anonymous)).toMatch(/^\d+$/);
      expect(await page.evaluate(readBalance, given)).toBe('unreachable');
      expect(await page.evaluate(readWithCookies, given)).toBe('TypeError');
      await page.close();
    });
  });
});

// What follows runs in the page: it can use nothing of this file.

async function payAndFollow({ url, genesis, credential, scheme, seed, payee }: Given) {
  const { trellis } = globalThis as unknown as { trellis: PageSdk };
  const key = trellis.createProvider('portable').openKey(scheme, Uint8Array.from(seed));
  const client = await trellis.createClient({ url, genesis, credential, key });
  const [asset, owner] = [
    'EUR' as Parameters<typeof client.balance>[1],
    await client.resolve(payee),
  ];
  const before = (await client.balance(owner, asset)).value;
  // From what is there before it pays on, however slow the machine is.
  let after = { height: 0n, position: 0 };
  for await (const { entry } of client.history(payee, asset)) {
    after = entry;
    break;
  }
  const ended = new AbortController();
  const { signal } = ended;
  const first = client.subscribe({ type: 'payments', owner: payee, asset, after, signal }).next();
  const { receipt } = await client.pay({ to: payee, asset, amount: '1.25', memo: 'from a page' });
  const followed = await first;
  if (followed.done === true) throw new Error('it ended before the payment came');
  const { payments, memo } = followed.value;
  ended.abort();
  const now = (await client.balance(owner, asset)).value;
  return {
    status: receipt.status,
    followed: payments.map(({ amount }) => ({ amount: String(amount), memo })),
    grewBy: String(now - before),
  };
}

async function readBalance(page: Omit<Given, 'credential'> & { readonly credential?: string }) {
  const { trellis } = globalThis as unknown as { trellis: PageSdk };
  const { url, genesis, credential, payee } = page;
  const options = { url, genesis, ...(credential !== undefined && { credential }) };
  try {
    const client = await trellis.createClient(options);
    const asset = 'EUR' as Parameters<typeof client.balance>[1];
    return String((await client.balance(await client.resolve(payee), asset)).value);
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
}

async function readTwice({ url, credential }: Given, pauseMs: number) {
  const read = async () =>
    (await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${credential}` } }))
      .status;
  const first = await read();
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return [first, await read()];
}

async function readWithCookies({ url }: Given) {
  try {
    return (await fetch(`${url}/v1/status`, { credentials: 'include' })).status;
  } catch (error) {
    return (error as Error).name;
  }
}

/** As JSON, which a browser asks about first, and as a form, which it does not. */
async function submitAnyhow({ url }: Given) {
  const sent = [];
  for (const [mode, type] of [
    ['cors', 'application/json'],
    ['no-cors', 'text/plain'],
  ] as const) {
    const request = { method: 'POST', mode, headers: { 'content-type': type }, body: '{}' };
    const answer = await fetch(`${url}/v1/transactions`, request).catch((error: Error) => error);
    sent.push(answer instanceof Error ? answer.name : answer.type);
  }
  return sent;
}
