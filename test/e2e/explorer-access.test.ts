/** The explorer of a node that asks for keys, over HTTPS that only post-quantum clients get: what a bank's node would be. */
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buildTransaction, signTransaction, transfer } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { type AssetCode, encode, signedTransactionCodec, transactionId } from '@trellis/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { treasurySecret } from '../sdk/treasury.ts';
import { hasBrowser, launchBrowser, markOf, titleOf, visit } from './browser.ts';

describe.skipIf(!hasBrowser)(titleOf('the explorer of a node that asks for keys'), () => {
  let node: GuardedNode;
  let browser: Browser;

  beforeAll(async () => {
    await buildPage();
    node = await startGuardedNode({}, { certificateKey: 'ecdsa-p256', requirePostQuantum: true });
    const { tls } = node.config.http;
    if (tls === null) throw new Error('a node without TLS');
    const { publicKey } = new X509Certificate(await readFile(tls.certificate));
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const pin = createHash('sha256').update(spki).digest('base64');
    // The browser takes this one certificate, and no other that it can't trace to an authority of its own.
    browser = await launchBrowser(`--ignore-certificate-errors-spki-list=${pin}`);
  });

  afterAll(async () => {
    await browser?.close();
    await node?.remove();
  });

  /** A payment of the treasury's, handed to the node directly. */
  async function pay(sequence = 1n): Promise<string> {
    const { chain } = node.running.engine;
    const { scheme, seed } = await treasurySecret(node.home);
    const transaction = buildTransaction({
      chainId: chain.genesis.chainId,
      sender: node.treasury,
      sequence,
      validUntil: chain.head().header.height + 50n,
      operations: [
        transfer({ from: node.treasury, to: node.operator, asset: 'EUR' as AssetCode, amount: 1n }),
      ],
    });
    const key = createProvider('native').openKey(scheme, seed);
    const signer = { account: node.treasury, keyIndex: 0, key, firstUse: sequence === 1n };
    const signed = await signTransaction(transaction, [signer]);
    await node.running.engine.submit(encode(signedTransactionCodec, signed));
    return transactionId(transaction);
  }

  it('asks for a key, keeps it in the tab alone, and proves what it then shows', async () => {
    const { page, context, problems } = await visit(browser, `${node.url}/explorer/block/1`);
    const asks = page.locator('h1', { hasText: 'This node asks who you are' });
    const field = page.getByLabel('An API key');
    const enter = async (key: string): Promise<void> => {
      await field.fill(key);
      await page.keyboard.press('Enter');
    };
    await asks.waitFor();
    await enter('no key at all');
    await page.getByRole('alert').filter({ hasText: 'other characters' }).waitFor();
    await enter(`trellis_${'0'.repeat(40)}`);
    await page.getByRole('alert').filter({ hasText: 'invalid_credential' }).waitFor();

    const { id, secret } = await node.makeKey({ scopes: ['read', 'events'] });
    await enter(secret);
    await page.locator('h1', { hasText: 'Block 1' }).waitFor();
    await markOf(page, 'proven').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.locator('.head.proven').waitFor();
    await page.locator(`main a[title="${await pay()}"]`).click();
    await markOf(page, 'proven').waitFor();

    // Said by the node of the very connection that the browser made.
    const connection = await page.evaluate(async () => (await fetch('/v1/connection')).json());
    expect(connection).toMatchObject({ protocol: 'TLSv1.3', group: 'X25519MLKEM768' });
    const kept = await page.evaluate(
      () => `${location} ${document.cookie} ${JSON.stringify(localStorage)}`,
    );
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(secret.slice(-20));

    await page.reload();
    await markOf(page, 'proven').waitFor();
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator('h1', { hasText: 'This node asks who you are' }).waitFor();

    await node.revoke(id);
    await page.locator('.head.failed', { hasText: 'the node does not answer you' }).waitFor();
    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'credential_revoked' }).waitFor();
    // Chromium itself reports what was refused; nothing else went wrong, and nobody else was asked.
    expect(
      problems.filter((problem) => !problem.includes('the server responded with a status of 40')),
    ).toEqual([]);
    await context.close();
  });

  it('shows what a key may read, and follows by asking with one that may not listen', async () => {
    const { page, context } = await visit(browser, `${node.url}/explorer/`);
    const { secret } = await node.makeKey({ scopes: ['read'] });
    await page.getByLabel('An API key').fill(secret);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.locator('.head.proven').waitFor();
    await page.locator(`main a[title="${await pay(2n)}"]`).waitFor();
    await markOf(page, 'proven').waitFor();
    await context.close();
  });
});
