/** The example of the documentation, run as a reader runs it, against a node that asks for a key. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatAddress } from '@trellis/crypto';
import { keyPaths } from '@trellis/keystore';
import { treasuryName } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';

const example = fileURLToPath(new URL('../../examples/pay-and-prove.ts', import.meta.url));

let node: GuardedNode;
beforeAll(async () => {
  node = await startGuardedNode();
});
afterAll(() => node?.remove());

it('the example pays, proves what it says, and catches the node that lies to it', async () => {
  const { secret } = await node.makeKey({ scopes: ['read', 'submit', 'events'] });
  const paths = keyPaths(node.home, treasuryName);
  const args = [
    node.url,
    node.config.genesis,
    paths.key,
    paths.password,
    formatAddress(node.operator),
    'EUR',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [example, ...args], {
    env: { ...process.env, TRELLIS_API_KEY: secret },
  });
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^paid in block \d+: success$/),
    'the receipt is proven by its certificate alone',
    'the event of it came',
    expect.stringMatching(/^the payee has 12\.50 EUR as of block \d+$/),
    'refused by the ledger: insufficient_funds',
    expect.stringMatching(
      /^caught a lie: entry_not_proven: the proof of balance\/[0-9a-f]+\/EUR does not lead to/,
    ),
  ]);
});
