/**
 * What keeping earlier states costs: `node packages/node/src/adapters/level/past-states.bench.ts [ACCOUNTS]`.
 * Prints bytes and microseconds for each payment, by the size of the blocks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, asciiBytes, hash } from '@trellis/crypto';
import type { StateChanges } from '@trellis/ledger';
import { type AccountRecord, accountKey, balanceKey, type StateKey } from '@trellis/protocol';
import { databaseSizes } from './database-sizes.ts';
import { openLevelStore } from './level-store.ts';
import { blockOn, EUR, firstBlock, genesis, holder } from './testing/small-chain.ts';

const accountCount = Number(process.argv[2] ?? 10_000);
const payments = 10_000;
const accounts = Array.from(
  { length: accountCount },
  (_, index) => hash('keyAddress', asciiBytes(`account ${index}`)) as Address,
);

async function run(perBlock: number, pastStates: number) {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-bench-'));
  try {
    const store = await openLevelStore(folder, { pastStates });
    const first = firstBlock();
    await store.initialise(genesis, first.commit);
    const someAccount = store.state.get(accountKey(holder));
    if (someAccount === undefined) throw new Error('no account');
    const record = (sequence: bigint): AccountRecord => ({ ...someAccount, sequence });
    let { tip } = first;
    async function commit(changes: StateChanges): Promise<number> {
      const next = blockOn(tip, changes);
      tip = next.tip;
      const start = performance.now();
      await store.commit(next.block.commit);
      return performance.now() - start;
    }
    const all = accounts.flatMap((account) => [
      [accountKey(account), record(0n)] as const,
      [balanceKey(account, EUR), { amount: 1_000n }] as const,
    ]);
    await commit(new Map<StateKey, (typeof all)[number][1]>(all));
    const before = store.statesFrom();
    let ms = 0;
    for (let paid = 0; paid < payments; paid += perBlock) {
      const changes = new Map<StateKey, AccountRecord | { readonly amount: bigint }>();
      for (let index = paid; index < paid + perBlock; index++) {
        const from = accounts[(index * 7_919) % accountCount] ?? holder;
        const to = accounts[(index * 104_729 + 3) % accountCount] ?? holder;
        changes.set(accountKey(from), record(BigInt(index)));
        changes.set(balanceKey(from, EUR), { amount: BigInt(index) });
        changes.set(balanceKey(to, EUR), { amount: BigInt(index + 1) });
      }
      ms += await commit(changes);
    }
    if (before !== 0n && pastStates > 0) throw new Error('states were forgotten');
    await store.close();
    const { past, pastKeys } = await databaseSizes(folder);
    return { bytes: past.bytes + pastKeys.bytes, microseconds: (ms * 1_000) / payments };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.stdout.write(`${accountCount} accounts, ${payments} payments\n`);
for (const perBlock of [1_000, 100, 10]) {
  const without = await run(perBlock, 0);
  const kept = await run(perBlock, 1_000_000);
  const [some, time] = [kept.bytes / payments, kept.microseconds - without.microseconds];
  process.stdout.write(
    `${perBlock} a block: ${some.toFixed(0)} B more for each payment, and ${time.toFixed(0)} µs (${without.microseconds.toFixed(0)} without)\n`,
  );
}
