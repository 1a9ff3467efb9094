/**
 * What an operation costs in a block of mixed work against one of plain transfers, signatures apart:
 * `node packages/ledger/src/mixed.bench.ts`. Blocks of the kinds take turns on one ledger, so that
 * whatever slows the machine slows all of them; the medians are in microseconds per operation.
 */
import type { Hash } from '@trellis/crypto';
import { holdId, type Operation } from '@trellis/protocol';
import { executeBlock, type KnownTransaction, lastSequence } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  transaction,
  USD,
} from './testing/ledger-fixture.ts';

const accountCount = 10_000;
const blockOperations = 1_000;
const warmUpRounds = 5;
const measuredRounds = 25;

const names = Array.from({ length: accountCount }, (_, index) => `account${index}`);
const ledger = createLedger(makeGenesis(names));
/** Holds that wait to be paid out, each with who made it. */
const open: { readonly id: Hash; readonly from: string; readonly to: string }[] = [];
let next = 0;

/** Two parties all over the tree, another pair each time; the first sends in this block only once. */
function pair(): readonly [string, string] {
  const position = next++ % accountCount;
  return [names[position] ?? '', names[(position * 7 + 3) % accountCount] ?? ''];
}

const by = (sender: string, operations: readonly Operation[]): KnownTransaction =>
  transaction(sender, lastSequence(ledger.state, addressOf(sender)) + 1n, operations, {
    validUntil: ledger.context().height,
  });

function transferOf(): KnownTransaction {
  const [from, to] = pair();
  return by(from, [pay(from, to, 1n)]);
}

/** Delivery versus payment: two sources, both legs or none. */
function swapOf(): KnownTransaction {
  const [from, to] = pair();
  return by(from, [pay(from, to, 1n), pay(to, from, 1n, USD)]);
}

function reserveOf(): KnownTransaction {
  const [from, to] = pair();
  const made = by(from, [
    {
      type: 'reserve',
      source: addressOf(from),
      to: addressOf(to),
      asset: EUR,
      amount: 2n,
      // Within a minute, as card payments and swaps do; a thousand share some sixty seconds.
      expiresAt: BigInt(600 + (next % 60)) * 1_000n,
      release: { type: 'arbiter', arbiter: addressOf(to) },
    },
  ]);
  open.push({ id: holdId(made.id, 0), from, to });
  return made;
}

function postOf({ id, from, to }: (typeof open)[number]): KnownTransaction {
  const [sender] = pair();
  const [source, payer] = [addressOf(to), addressOf(from)];
  const parties = { hold: id, from: payer, to: source };
  return by(sender, [{ type: 'postHold', source, ...parties, asset: EUR, amount: 1n }]);
}

/** Each kind gives transactions of at least so many operations. */
const kinds: Readonly<Record<string, () => readonly KnownTransaction[]>> = {
  transfers: () => Array.from({ length: blockOperations }, transferOf),
  'delivery versus payment': () => Array.from({ length: blockOperations / 2 }, swapOf),
  'holds made': () => Array.from({ length: blockOperations }, reserveOf),
  'holds paid out': () => open.splice(0, blockOperations).map(postOf),
  /** Half transfers, a quarter each of swaps and of holds, which are made and paid out alike. */
  mixed: () => [
    ...Array.from({ length: blockOperations / 2 }, transferOf),
    ...Array.from({ length: blockOperations / 8 }, swapOf),
    ...open.splice(0, blockOperations / 8).map(postOf),
    ...Array.from({ length: blockOperations / 8 }, reserveOf),
  ],
};

const microseconds = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));

for (let round = 0; round < warmUpRounds + measuredRounds; round++) {
  // A quarter of a block of holds, for the mixed one to pay out.
  ledger.run(...Array.from({ length: blockOperations / 4 }, reserveOf));
  for (const [kind, make] of Object.entries(kinds)) {
    const transactions = make();
    const count = transactions.reduce(
      (sum, one) => sum + one.signed.transaction.operations.length,
      0,
    );
    const start = performance.now();
    const result = executeBlock(ledger.state, ledger.tree, ledger.context(), transactions);
    const each = ((performance.now() - start) * 1_000) / count;
    if (!result.ok) throw new Error(`a block of ${kind} is invalid`);
    if (round >= warmUpRounds) microseconds.get(kind)?.push(each);
    const failed = ledger.run(...transactions).receipts.find(({ status }) => status !== 'success');
    if (failed !== undefined) throw new Error(`${kind}: ${failed.status}`);
  }
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const plain = medianOf(microseconds.get('transfers') ?? []);
const lines = [...microseconds].map(([kind, values]) => {
  const each = medianOf(values);
  return `${kind.padEnd(26)}${each.toFixed(1).padStart(8)}${(each / plain).toFixed(2).padStart(8)}`;
});
process.stdout.write(
  `µs per operation, and against transfers; blocks of ${blockOperations} operations among ${accountCount} accounts\n${lines.join('\n')}\n`,
);
