/**
 * Whether what a node has stored can continue as a recovery of the chain says. A node that knows a final block above
 * the one that the chain continues from, or precommitted a later one, refuses the recovery.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address, VerifyClaim } from '@trellis/crypto';
import type { ChainReader, FinalHeader } from '@trellis/engine';
import { lastFinalHeight, type State } from '@trellis/ledger';
import {
  type ChainRecovery,
  endingDomain,
  nextHeight,
  type RecoveryPlan,
  recoveryPoint,
  type SignedVote,
  toHeight,
} from '@trellis/protocol';
import {
  memoryNames,
  readLastSigned,
  readRecords,
  recoveryFault,
  StorageError,
} from '@trellis/storage';
import { lastPrecommit } from './last-precommit.ts';

export interface StoredChain {
  readonly dataFolder: string;
  readonly store: Pick<ChainReader, 'head' | 'finalHeader'> & { readonly state: State };
  /** The node's validator keys. */
  readonly own: ReadonlySet<Address>;
}

/** Throws `StorageError` `recovery_refused`. What the state can't say of the signers, the audit says. */
export async function expectContinuable(
  stored: StoredChain,
  recoveries: readonly ChainRecovery[],
  verify: VerifyClaim,
): Promise<void> {
  for (const recovery of recoveries) {
    expectSameChain(stored.store, recovery.plan);
    const { height } = stored.store.head().header;
    if (height > recovery.plan.head.height) continue;
    await expectNothingLater(stored, recovery.plan);
    if (height !== lastFinalHeight(recovery.plan)) continue;
    const fault = await recoveryFault(recovery, verify, stored.store.state);
    if (fault !== undefined) throw refused(recovery.plan, fault);
  }
}

function expectSameChain(store: StoredChain['store'], plan: RecoveryPlan): void {
  const { height, blockId, continuedBy } = recoveryPoint(plan);
  const isOther = (final: FinalHeader | undefined, expected: string): boolean =>
    final !== undefined && final.blockId !== expected;
  if (isOther(store.finalHeader(height), blockId)) {
    throw refused(plan, `this node knows another block ${height} to be final`);
  }
  if (isOther(store.finalHeader(nextHeight(height)), continuedBy)) {
    throw refused(
      plan,
      `this node knows a block after ${height} to be final, which the recovery leaves out`,
    );
  }
}

/** By the log and the record of what was signed on the chain that ends. */
async function expectNothingLater(
  { dataFolder, own }: StoredChain,
  plan: RecoveryPlan,
): Promise<void> {
  const names = memoryNames(plan.previous === null ? null : { hash: plan.previous });
  const votes = votesIn(await content(dataFolder, names.log), names.log);
  const { recovered } = readLastSigned(await content(dataFolder, names.lastSigned));
  const lastSigned = recovered.state === 'new' ? null : recovered.last;
  const { head, round } = plan;
  const after = recoveryPoint(plan);
  const domain = endingDomain(plan);
  const last = lastPrecommit({ votes, lastSigned }, own, { after: head.height, domain });
  if (last !== null) {
    throw refused(plan, `this validator precommitted block ${last.height}, a later one`);
  }
  if (round === null) return;
  const before = toHeight(head.height - 1n);
  const same = lastPrecommit({ votes, lastSigned }, own, { after: before, domain });
  if (same === null || same.blockId === after.blockId || same.round <= round) return;
  throw refused(
    plan,
    `this validator precommitted another block ${head.height} in round ${same.round}, a later one`,
  );
}

/** What a damaged log held is not known; its validator gave no statement. */
function votesIn(log: Uint8Array, name: string): readonly SignedVote[] {
  try {
    const { inputs } = readRecords(log, name);
    return inputs.flatMap((input) => (input.type === 'vote' ? [input.vote] : []));
  } catch (error) {
    if (error instanceof StorageError) return [];
    throw error;
  }
}

async function content(dataFolder: string, name: string): Promise<Uint8Array> {
  return readFile(join(dataFolder, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return new Uint8Array();
    throw error;
  });
}

function refused({ head }: RecoveryPlan, why: string): StorageError {
  return new StorageError(
    'recovery_refused',
    `the recovery of the chain after block ${head.height} is not for this node: ${why}`,
  );
}
