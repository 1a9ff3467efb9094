/**
 * What a block of payments costs without its signatures: `node packages/ledger/src/execute.bench.ts`.
 * Prints the median over several blocks in microseconds per transaction.
 */
import { listRoot, receiptHash } from '@trellis/protocol';
import { executeTransaction, rejectionInBlock, treeChanges } from './execute.ts';
import {
  createOverlay,
  encodePage,
  executeBlock,
  type KnownTransaction,
  lastSequence,
  updateTree,
} from './index.ts';
import {
  addressOf,
  createLedger,
  makeGenesis,
  pay,
  transaction,
} from './testing/ledger-fixture.ts';

const accountCount = 10_000;
const blockTransactions = 1_000;
const warmUpBlocks = 10;
const measuredBlocks = 30;

const names = Array.from({ length: accountCount }, (_, index) => `account${index}`);
const ledger = createLedger(makeGenesis(names));

/** Payments of the next thousand accounts, to receivers all over the tree. */
function paymentsOf(block: number): readonly KnownTransaction[] {
  return Array.from({ length: blockTransactions }, (_, index) => {
    const position = (block * blockTransactions + index) % accountCount;
    const from = names[position] ?? '';
    const to = names[(position * 7 + 3) % accountCount] ?? '';
    const sequence = lastSequence(ledger.state, addressOf(from)) + 1n;
    return transaction(from, sequence, [pay(from, to, 1n)]);
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

const microseconds = new Map<string, number[]>();

function timed<T>(phase: string, run: () => T): T {
  const start = performance.now();
  const result = run();
  const each = ((performance.now() - start) * 1_000) / blockTransactions;
  microseconds.set(phase, [...(microseconds.get(phase) ?? []), each]);
  return result;
}

for (let block = 0; block < warmUpBlocks + measuredBlocks; block++) {
  if (block === warmUpBlocks) microseconds.clear();
  const transactions = paymentsOf(block);
  const context = ledger.context();

  // The parts first, one by one, then the whole as a node calls it.
  const overlay = createOverlay(ledger.state);
  const receipts = timed('execute', () =>
    transactions.map((one) => {
      const rejection = rejectionInBlock(overlay, context, one);
      if (rejection !== undefined) throw new Error(rejection);
      return executeTransaction(overlay, context, one);
    }),
  );
  const changes = timed('tree: hash records', () => [...treeChanges(overlay.changes)]);
  const { written } = timed('tree: update', () => updateTree(ledger.tree, changes));
  timed('roots', () => [
    listRoot(transactions.map(({ id }) => id)),
    listRoot(transactions.map(({ hash }) => hash)),
    listRoot(receipts.map(receiptHash)),
  ]);
  timed('(pages to store)', () => [...written.values()].map(encodePage));
  timed('executeBlock', () => executeBlock(ledger.state, ledger.tree, context, transactions));
  ledger.run(...transactions);
}

const lines = [...microseconds].map(
  ([phase, values]) => `${phase.padEnd(20)}${median(values).toFixed(1).padStart(8)}`,
);
process.stdout.write(
  `µs per transaction, blocks of ${blockTransactions} payments among ${accountCount} accounts\n${lines.join('\n')}\n`,
);
