/** Blocks on their way to being final: kept while they are voted on, then committed with all that they change. */

import type { Hash } from '@trellis/crypto';
import { toHex } from '@trellis/crypto';
import type { BlockCommit, BlockStore } from '@trellis/engine';
import { createOverlay } from '@trellis/ledger';
import { stateKey, type ValidatorSchedule } from '@trellis/protocol';
import { writeCommit, writeContent, writeState } from './block-writes.ts';
import { readContent } from './chain-reader.ts';
import type { Batch, Database } from './database-interface.ts';
import type { PastStates } from './historical-states.ts';
import { keys, prefixRange } from './keyspace.ts';
import type { Tip } from './tip.ts';

/** Who decides which heights. */
const scheduleKey = stateKey.validators('schedule');

export async function openBlockStore(
  database: Database,
  tip: Tip,
  past: Pick<PastStates, 'within'>,
): Promise<BlockStore> {
  /** Blocks kept for the next height, those that a crash left behind included; all but one are forgotten when it is final. */
  const proposedBlockIds = new Set<Hash>();
  for await (const key of database.keys(prefixRange('proposedBlock'))) {
    proposedBlockIds.add(toHex(key.subarray(1)) as Hash);
  }

  /** Forgets the candidates, and their content unless they became final. */
  function dropProposedBlocks(batch: Batch, final: ReadonlySet<Hash>): void {
    for (const id of proposedBlockIds) {
      batch.del(keys.proposedBlock(id));
      if (final.has(id)) continue;
      batch.del(keys.body(id));
      batch.del(keys.witnesses(id));
    }
  }

  /** Writes all that these blocks change, beside what the batch has already. */
  async function commit(batch: Batch, commits: readonly BlockCommit[]): Promise<void> {
    const pastWriter = past.within(batch);
    dropProposedBlocks(batch, new Set(commits.map(({ final }) => final.blockId)));
    writeState(batch, pastWriter, commits);
    await tip.advance(batch, commits, () => {
      proposedBlockIds.clear();
      pastWriter?.accept();
    });
  }

  return {
    state: tip.state,
    readTreePage: tip.readTreePage,
    proposedBlock: (blockId) => readContent(database, blockId),

    async saveProposedBlock(blockId, content) {
      // Too late to become final; and if it did, its content is kept already.
      if (content.header.height <= tip.head().header.height) return;
      proposedBlockIds.add(blockId);
      const batch = database.batch();
      batch.put(keys.proposedBlock(blockId), new Uint8Array());
      writeContent(batch, blockId, content);
      await batch.write({ sync: true });
    },

    async commit(one) {
      const batch = database.batch();
      writeCommit(batch, one, tip.state.get(scheduleKey));
      await commit(batch, [one]);
    },

    async commitAll(blocks) {
      const batch = database.batch();
      const commits = blocks.map((block) => block.commit);
      const ahead = createOverlay(tip.state);
      for (const { commit: one, evidence, transactions } of blocks) {
        const { header, blockId } = one.final;
        writeContent(batch, blockId, { header, evidence, transactions });
        writeCommit(batch, one, ahead.get(scheduleKey));
        const changed = one.changes.get(scheduleKey);
        // A state key's prefix is its kind, so this is a schedule.
        if (changed != null) ahead.set(scheduleKey, changed as ValidatorSchedule);
      }
      await commit(batch, commits);
    },
  };
}
