/** Twenty processes send for one account at once: each payment is made once, and none is refused for its sequence. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { getAccount, getBalance, httpTransport } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
const processes = 20;

let node: GuardedNode;
beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit'] });
});
afterAll(() => node?.remove());

interface Sent {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function send(amount: string): Promise<Sent> {
  const payee = formatAddress(node.operator);
  const args = ['send', 'treasury', payee, amount, 'EUR', '--json', '--timeout', '170'];
  const { TRELLIS_NODE: _, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--node', node.url], {
      env: { ...environment, TRELLIS_HOME: node.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') });
    });
  });
}

it('all twenty are final, each with a sequence of its own', async () => {
  const light = await node.light(httpTransport({ url: node.url }));
  const asset = 'EUR' as AssetCode;
  const before = await getBalance(light, node.operator, asset);
  // Powers of two: the sum says which of them were paid, and how often.
  const amounts = Array.from({ length: processes }, (_, index) => 2 ** index);
  const sent = await Promise.all(amounts.map((units) => send((units / 100).toFixed(2))));
  expect(sent.filter(({ code }) => code !== 0)).toEqual([]);
  const sequences = sent.map(({ stdout }) =>
    Number(JSON.parse(stdout).signed.transaction.sequence),
  );
  expect(sequences.sort((a, b) => a - b)).toEqual(amounts.map((_, index) => index + 1));
  const after = await getBalance(light, node.operator, asset);
  expect(after.value - before.value).toBe(BigInt(2 ** processes - 1));
  const payer = await getAccount(light, node.treasury);
  expect(payer.value?.sequence).toBe(BigInt(processes));
});
