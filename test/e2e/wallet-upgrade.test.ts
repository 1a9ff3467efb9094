/** A browser that has what the first wallet kept, opened with today's: nothing of it is lost, and nothing paid twice. */
import { readFile } from 'node:fs/promises';
import { createClient, getGenesis, getStatus, httpTransport, transfer } from '@trellis/client';
import { createProvider, formatAddress, parseAddress, readKeyFileHeader } from '@trellis/crypto';
import {
  type AssetCode,
  encode,
  signedTransactionCodec,
  transactionContent,
  transactionId,
} from '@trellis/protocol';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { treasurySecret } from '../sdk/treasury.ts';
import { hasBrowser, titleOf, visit } from './browser.ts';
import {
  fillPayment,
  finalIn,
  reviewOf,
  sign,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';

const databaseName = 'trellis-wallet';

/** What the wallet of version 1 kept, as its `database.ts` did (commit 7df4fe94). */
interface FirstDatabase {
  readonly key: { readonly address: string; readonly keyFile: string };
  readonly submission: Readonly<Record<string, unknown>> & { readonly signed: readonly number[] };
}

describe.skipIf(!hasBrowser)(titleOf('the wallet over what the first one kept'), () => {
  let ground: WalletGround;
  beforeAll(async () => {
    ground = await startWalletGround();
  });
  afterAll(() => ground?.remove());

  /** A key under its password, and a payment that was signed with it, and may have left. */
  async function firstDatabase(amount: bigint): Promise<FirstDatabase> {
    const { scheme, seed } = await treasurySecret(ground.network.home);
    const key = createProvider('native').openKey(scheme, seed);
    const transport = httpTransport({ url: ground.network.node(0).http });
    const client = await createClient({
      ...{ url: transport.url, key, genesis: await getGenesis(transport) },
    });
    const to = parseAddress(ground.payee);
    if (to === undefined) throw new Error('not an address');
    const asset = 'EUR' as AssetCode;
    const operations = [transfer({ from: client.account(), to, asset, amount })];
    const signed = await client.sign({ operations });
    const { transaction } = signed;
    const { head } = await getStatus(transport);
    return {
      key: {
        address: formatAddress(readKeyFileHeader(ground.treasury.keyFile).address),
        keyFile: ground.treasury.keyFile,
      },
      submission: {
        id: transactionId(transaction),
        state: 'submitted',
        idempotencyKey: null,
        content: transactionContent(transaction),
        changed: Date.now(),
        chain: transaction.chainId,
        sender: formatAddress(transaction.sender),
        since: String(head.height),
        signed: [...encode(signedTransactionCodec, signed)],
      },
    };
  }

  /** On a page of the same origin that opens no database itself; `keepsOpen`: as a tab that is asleep does. */
  async function makeFirst(context: BrowserContext, first: FirstDatabase, keepsOpen = false) {
    const page = await context.newPage();
    await page.goto(ground.url.replace('/wallet/', '/explorer/'));
    await page.evaluate(
      async ({ name, key, submission, keepsOpen: stays }) => {
        const opening = indexedDB.open(name, 1);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore('keys', { keyPath: 'address' });
          const submissions = opening.result.createObjectStore('submissions', { keyPath: 'id' });
          submissions.createIndex('bySender', ['chain', 'sender']);
        };
        await new Promise((resolve, reject) => {
          opening.onsuccess = resolve;
          opening.onerror = reject;
        });
        const database = opening.result;
        const writing = database.transaction(['keys', 'submissions'], 'readwrite');
        writing.objectStore('keys').put({
          ...key,
          ...{ isBackedUp: true, passkey: null, attempts: { failures: 0, nextAt: 0 } },
        });
        const signed = Uint8Array.from(submission.signed);
        writing.objectStore('submissions').put({ ...submission, signed });
        await new Promise((resolve, reject) => {
          writing.oncomplete = resolve;
          writing.onerror = reject;
        });
        if (!stays) database.close();
      },
      { name: databaseName, ...first, keepsOpen },
    );
    return page;
  }

  /** Its version and its stores. */
  const databaseOf = (page: Page) =>
    page.evaluate(async (name) => {
      const opening = indexedDB.open(name);
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      const { version, objectStoreNames } = opening.result;
      opening.result.close();
      return { version, stores: [...objectStoreNames] };
    }, databaseName);

  it('takes up the payment that was pending, once, and signs with the key', async () => {
    const {
      page: empty,
      context,
      problems,
    } = await visit(ground.browser, ground.url.replace('/wallet/', '/explorer/'));
    const before = await makeFirst(context, await firstDatabase(150n));
    await before.close();
    await empty.close();
    const page = await context.newPage();
    await page.goto(ground.url);
    const card = page.locator('section.key, section[aria-label]').filter({ hasText: 'EUR' });
    await card.first().waitFor();
    await page.getByRole('link', { name: 'Transactions' }).click();
    await page.locator('.outcome[data-state="final"]').filter({ hasText: '1.50 EUR' }).waitFor();
    expect(await ground.balance()).toBe('1.50');
    expect(await databaseOf(page)).toEqual({
      version: 2,
      stores: ['keys', 'shared', 'submissions'],
    });

    await fillPayment(page, ground.payee, '0.25');
    await reviewOf(page).locator('.sentences').waitFor();
    await sign(page, ground.treasury.password);
    await finalIn(page);
    await page.reload();
    await page.getByRole('link', { name: 'Transactions' }).click();
    await page.locator('.outcome[data-state="final"]').nth(1).waitFor();
    expect(await page.locator('.outcome').count()).toBe(2);
    expect(await ground.balance()).toBe('1.75');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('waits for a tab of the first wallet that does not let go, and says so', async () => {
    const { page, context } = await visit(
      ground.browser,
      ground.url.replace('/wallet/', '/explorer/'),
    );
    const asleep = await makeFirst(context, await firstDatabase(10n), true);
    await page.goto(ground.url);
    await page.getByRole('heading', { name: 'Another tab has an older wallet' }).waitFor();
    await asleep.close();
    await page.getByRole('link', { name: 'Transactions' }).click();
    await page.locator('.outcome[data-state="final"]').filter({ hasText: '0.10 EUR' }).waitFor();
    expect((await databaseOf(page)).version).toBe(2);
    await context.close();
  });

  it('has had no other version than those that are tried here', async () => {
    const source = new URL('../../packages/explorer/src/wallet/database.ts', import.meta.url);
    expect(await readFile(source, 'utf8')).toContain('const version = 2;');
  });
});
