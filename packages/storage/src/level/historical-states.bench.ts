/**
 * What keeping earlier states costs: `node packages/storage/src/level/historical-states.bench.ts [ACCOUNTS]`.
 * Prints bytes on disk for each payment, by the size of the blocks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, asciiBytes, hash } from '@trellis/crypto';
import type { StateChanges } from '@trellis/ledger';
import { type AccountRecord, type StateKey, stateKey } from '@trellis/protocol';
import { databaseSizes } from './database-sizes.ts';
import { openLevelStore } from './level-store.ts';
import { blockOn, EUR, firstBlock, genesis, holder } from './testing/small-chain.ts';

const accountCount = Number(process.argv[2] ?? 10_000);
const blocks = 20;
const accounts = Array.from(
  { length: accountCount },
  (_, index) => hash('keyAddress', asciiBytes(`account ${index}`)) as Address,
);

/** Bytes for each payment. */
async function measure(perBlock: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-bench-'));
  try {
    let store = await openLevelStore(folder);
    const first = firstBlock();
    await store.initialise(genesis, first.commit);
    const someAccount = store.state.get(stateKey.account(holder));
    if (someAccount === undefined) throw new Error('no account');
    const record = (sequence: bigint): AccountRecord => ({ ...someAccount, sequence });
    let { tip } = first;
    async function commit(changes: StateChanges): Promise<void> {
      const next = blockOn(tip, changes);
      tip = next.tip;
      await store.commit(next.block.commit);
    }
    const all = accounts.flatMap((account) => [
      [stateKey.account(account), record(0n)] as const,
      [stateKey.balance(account, EUR), { amount: 1_000n }] as const,
    ]);
    await commit(new Map<StateKey, (typeof all)[number][1]>(all));
    // What is measured begins here.
    await store.close();
    store = await openLevelStore(folder, { pastStates: blocks });
    const payments = blocks * perBlock;
    for (let paid = 0; paid < payments; paid += perBlock) {
      const changes = new Map<StateKey, AccountRecord | { readonly amount: bigint }>();
      for (let index = paid; index < paid + perBlock; index++) {
        const from = accounts[(index * 7_919) % accountCount] ?? holder;
        const to = accounts[(index * 104_729 + 3) % accountCount] ?? holder;
        changes.set(stateKey.account(from), record(BigInt(index)));
        changes.set(stateKey.balance(from, EUR), { amount: BigInt(index) });
        changes.set(stateKey.balance(to, EUR), { amount: BigInt(index + 1) });
      }
      await commit(changes);
    }
    await store.close();
    const { past, pastKeys } = await databaseSizes(folder);
    return (past.bytes + pastKeys.bytes) / payments;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.stdout.write(`${accountCount} accounts\n`);
for (const perBlock of [1_000, 100, 10]) {
  process.stdout.write(`${perBlock} a block: ${(await measure(perBlock)).toFixed(0)} B\n`);
}
