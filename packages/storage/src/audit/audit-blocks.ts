/** The blocks of an audit, one after another: other threads still check one while the next is executed. */
import type { SignatureProvider, VerifyClaim } from '@trellis/crypto';
import { lastFinalHeight, type State } from '@trellis/ledger';
import {
  type ChainRecovery,
  type Genesis,
  type Height,
  nextHeight,
  recoveryPoint,
} from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { recoveryFault } from '../recovery-fault.ts';
import { auditBlock, type Recomputed } from './audit-block.ts';
import type { Note } from './faults.ts';
import type { RecomputedState } from './recomputed.ts';
import { createUnfinishedBlocks } from './unfinished-blocks.ts';
import { startVerificationThread } from './verification-thread.ts';

export interface AuditParts {
  readonly database: Database;
  readonly dataFolder: string;
  readonly genesis: Genesis;
  readonly recoveries: readonly ChainRecovery[];
  readonly provider: SignatureProvider;
  readonly note: Note;
  readonly onProgress: (height: Height, of: Height) => void;
}

/** What the blocks are computed on. */
export interface Begun {
  readonly base: Height;
  readonly head: Height;
  readonly state: RecomputedState;
  readonly done: Recomputed;
  /** Entries of the history of balances that it makes. */
  readonly history: number;
}

/** Blocks that are executed while other threads still check the signatures and indexes of one. */
const aheadMax = 4;

/** All blocks after the first, computed again. Throws `BrokenOff` of the first that can't be. */
export async function auditBlocks(
  parts: AuditParts,
  { base, head, state, done: first, history }: Begun,
) {
  const { genesis, note, onProgress } = parts;
  const chain = { genesis, recoveries: parts.recoveries.map(({ plan }) => recoveryPoint(plan)) };
  const sums = { transactions: 0, signatures: 0, history, changes: 0, infractions: 0, receipts: 0 };
  const pruned = { signatures: 0, certificates: 0 };
  const thread = startVerificationThread(parts.provider);
  const unfinished = createUnfinishedBlocks(note, aheadMax);
  let done = first;
  try {
    for (let height = nextHeight(base); height <= head; height = nextHeight(height)) {
      const at = { state, done, height };
      const block = await unfinished.add((held) =>
        auditNext({ ...parts, note: held }, chain, thread.verify, at),
      );
      state.keep(block.execution.changes, block.execution.treeUpdate);
      done = { parent: block.header, tree: block.execution.treeUpdate.tree };
      sums.transactions += block.execution.receipts.length;
      sums.signatures += block.signatures;
      sums.history += block.history;
      sums.changes += block.changes;
      sums.infractions += block.infractions;
      sums.receipts += block.receipts;
      pruned.signatures += block.pruned.signatures;
      pruned.certificates += block.pruned.certificates;
      onProgress(height, head);
    }
    await unfinished.finish();
  } finally {
    await thread.close();
  }
  return { sums, pruned };
}

async function auditNext(
  parts: AuditParts,
  chain: Parameters<typeof auditBlock>[1],
  verify: VerifyClaim,
  at: { readonly state: RecomputedState; readonly done: Recomputed; readonly height: Height },
) {
  const { database, note } = parts;
  const { state } = at.state;
  await auditRecoveries(parts, state, at.done.parent.height);
  return auditBlock(database, chain, verify, state, at.done, { height: at.height, note });
}

/** At the newest final block before a recovery: whether it is by those whose word counts, as the state there says. */
async function auditRecoveries(
  { recoveries, provider, note }: AuditParts,
  state: State,
  height: Height,
): Promise<void> {
  for (const recovery of recoveries) {
    if (lastFinalHeight(recovery.plan) !== height) continue;
    const problem = await recoveryFault(recovery, (claim) => provider.verify(claim), state);
    if (problem !== undefined) note(height, `the recovery of the chain: ${problem}`);
  }
}
