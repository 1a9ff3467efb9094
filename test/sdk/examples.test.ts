/** The examples of the documentation, each run as its readers run it, as programs of their own against a real node. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Client, createClient, getGenesis, httpTransport } from '@trellis/client';
import { createProvider, exportPrivatePem, formatAddress, type SigningKey } from '@trellis/crypto';
import { openTestSecret } from '@trellis/keystore';
import { openValidatorKey } from '@trellis/node';
import {
  type AssetCode,
  blockId,
  commitCertificateCodec,
  decodeJson,
  genesisHash,
  voteMessage,
} from '@trellis/protocol';
import { blockResponseCodec } from '@trellis/protocol/http-api';
import { operatorName } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { treasurySecret } from './treasury.ts';

const run = promisify(execFile);
const provider = createProvider('native');
const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url));

let node: GuardedNode;
let client: Client;
let hash: string;

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit', 'events'] });
  const { url } = node;
  hash = genesisHash(await getGenesis(httpTransport({ url })));
  const { scheme, seed } = await treasurySecret(node.home);
  client = await createClient({ url, genesis: hash, key: provider.openKey(scheme, seed) });
});
afterAll(() => node?.remove());

/** A file in the node's folder; its path. */
async function write(name: string, content: string): Promise<string> {
  const path = join(node.home, name);
  await writeFile(path, content);
  return path;
}

it('the shop counts payments by their references, and continues after it was away', async () => {
  const shop = formatAddress(node.operator);
  const [first, second] = ['RF18539007547034', 'RF712348231'];
  const orders = {
    [first]: { due: '12.50', paid: '0' },
    [second]: { due: '3.00', paid: '0' },
  };
  const file = await write('orders.json', JSON.stringify({ place: null, orders }));
  const pay = (amount: string, reference: string) =>
    client.pay({ to: shop, asset: 'EUR', amount, reference });
  await pay('12.50', first);
  await pay('1.00', second);
  await client.pay({ to: shop, asset: 'EUR', amount: '0.07' });
  // It is not there yet; and of the rest it hears while it listens.
  const listening = run(process.execPath, [example('shop'), node.url, hash, shop, 'EUR', file]);
  await pay('2.00', second);
  const { stdout } = await listening;
  expect(stdout.trimEnd().split('\n')).toEqual([
    `${first}: 12.50 of 12.50 paid`,
    `${second}: 1.00 of 3.00 so far`,
    expect.stringMatching(/^0\.07 EUR is for no order; transaction [0-9a-f]{64}$/),
    `${second}: 3.00 of 3.00 paid`,
  ]);
  const books = JSON.parse(await readFile(file, 'utf8'));
  expect(books.orders).toMatchObject({ [first]: { paid: '12.50' }, [second]: { paid: '3.00' } });
});

it('two programs swap two currencies, and neither signs another swap', async () => {
  const { scheme, seed } = await openTestSecret(node.home, operatorName(0));
  const treasury = await treasurySecret(node.home);
  const alice = await write('alice.pem', exportPrivatePem(treasury.scheme, treasury.seed));
  const bob = await write('bob.pem', exportPrivatePem(scheme, seed));
  const bobText = formatAddress(node.operator);
  await client.pay({ to: bobText, asset: 'USD', amount: '11.00' });
  const [euro, dollar] = ['EUR', 'USD'] as [AssetCode, AssetCode];
  const before = {
    euro: (await client.balance(node.operator, euro)).value,
    dollar: (await client.balance(node.operator, dollar)).value,
  };

  const offered = await run(process.execPath, [
    ...[example('swap'), 'offer', node.url, hash, alice, '10.00 EUR', '11.00 USD', bobText],
  ]);
  const accept = (gives: string) => {
    const accepting = run(process.execPath, [
      ...[example('swap'), 'accept', node.url, hash, bob, gives, '10.00 EUR'],
    ]);
    accepting.child.stdin?.end(offered.stdout);
    return accepting;
  };
  await expect(accept('10.99 USD')).rejects.toThrow('it is another swap');
  expect((await accept('11.00 USD')).stdout).toMatch(/^swapped in block \d+: success\n$/);
  expect((await client.balance(node.operator, euro)).value).toBe(before.euro + 1_000n);
  expect((await client.balance(node.operator, dollar)).value).toBe(before.dollar - 1_100n);
});

it('the watcher proves blocks, and raises an alarm with evidence when a node has another block', async () => {
  if (node.config.validator === null) throw new Error('it votes');
  const contradicting = await startContradicting(
    node.url,
    await openValidatorKey(node.config.validator, provider),
  );
  const evidenceFile = join(node.home, 'evidence.json');
  const args = [example('watch'), node.config.genesis, evidenceFile, node.url, contradicting.url];
  try {
    const ended = run(process.execPath, args).catch((error: unknown) => error);
    // It compares when there is a block.
    const paying = setInterval(payQuietly, 500);
    const failed = await ended;
    clearInterval(paying);
    expect(failed).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(
        /^block \d+ is proven, with \d+ transactions\nALARM conflicting_headers: two different blocks/,
      ),
    });
  } finally {
    contradicting.stop();
  }
  const { first, second, signedBoth } = JSON.parse(await readFile(evidenceFile, 'utf8'));
  expect(signedBoth).toHaveLength(1);
  expect(first.header.height).toBe(second.header.height);
  for (const { certificate } of [first, second]) {
    expect(decodeJson(commitCertificateCodec, certificate).ok).toBe(true);
  }
});

function payQuietly(): void {
  const payment = { to: formatAddress(node.operator), asset: 'EUR', amount: '0.01' };
  // One that is under way when the test ends need not arrive.
  client.pay(payment).catch(() => undefined);
}

/** What stands before a node and has another time in every block, signed by the only validator all the same. */
async function startContradicting(
  url: string,
  key: SigningKey,
): Promise<{ readonly url: string; readonly stop: () => unknown }> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/').then(
      (text) => response.end(text),
      () => response.destroy(),
    );
  });
  async function answer(path: string): Promise<string> {
    const text = await (await fetch(`${url}${path}`)).text();
    if (!path.startsWith('/v1/blocks/')) return text;
    const block = decodeJson(blockResponseCodec, JSON.parse(text));
    if (!block.ok || block.value.certificate === null) return text;
    const header = { ...block.value.header, time: block.value.header.time + 1n };
    const vote = { ...block.value.certificate, blockId: blockId(header) };
    const signature = await key.sign('precommit', voteMessage(header.chainId, vote));
    const certificate = { ...vote, signatures: [{ validatorIndex: 0, signature }] };
    const forged = { ...block.value, header, certificate, blockId: vote.blockId };
    return JSON.stringify(blockResponseCodec.toJson(forged));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it has a port');
  return { url: `http://127.0.0.1:${address.port}`, stop: () => server.close() };
}
