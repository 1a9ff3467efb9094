import { asciiBytes, hash } from '@trellis/crypto';
import { keyAccount } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { holdAfter, type OpenHold, operationsOf } from './workload.ts';

const account = (name: string) =>
  keyAccount('ed25519', hash('keyAddress', asciiBytes(name)) as Parameters<typeof keyAccount>[1]);
const [payer, payee] = [account('payer'), account('payee')];

it('a mixed load settles and holds, pays out what it holds, and moves as many units as transfers', () => {
  let hold: OpenHold | undefined;
  const turns = Array.from({ length: 10 }, (_, index) => {
    const turn = { payer, payee, sequence: index + 1, hold, expiresAt: 60_000n };
    const operations = operationsOf('mixed', turn);
    hold = holdAfter(operations, hash('transaction', Uint8Array.of(index)));
    return operations;
  });
  const kinds = turns.map((operations) => operations.map(({ type }) => type).join('+'));
  const cycle = ['transfer', 'transfer+transfer', 'transfer', 'reserve', 'postHold'];
  expect(kinds).toEqual([...cycle, ...cycle]);
  const post = turns[4]?.[0];
  expect(post).toMatchObject({
    hold: holdAfter(turns[3] ?? [], hash('transaction', Uint8Array.of(3)))?.id,
    from: payer,
    to: payee,
  });
  // Every transaction moves one unit on, so that the ring never runs dry.
  const net = turns.flat().reduce((sum, operation) => {
    if (operation.type === 'transfer') {
      return sum + (operation.source === payer ? operation.amount : -operation.amount);
    }
    return sum + (operation.type === 'reserve' ? operation.amount : 0n);
  }, 0n);
  expect(net).toBe(8n);
});
