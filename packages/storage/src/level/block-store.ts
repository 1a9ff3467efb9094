/** Blocks on their way to being final: kept while they are voted on, then committed with all that they change. */

import type { Hash } from '@trellis/crypto';
import { toHex } from '@trellis/crypto';
import type { BlockCommit, BlockStore } from '@trellis/engine';
import { createOverlay } from '@trellis/ledger';
import { encode, type Height, stateKey, type ValidatorSchedule } from '@trellis/protocol';
import { writeCommit, writeContent, writeState } from './block-writes.ts';
import { createChainReader } from './chain-reader.ts';
import { formats } from './checked-database.ts';
import { decodeValue } from './database.ts';
import type { Batch, Database } from './database-interface.ts';
import type { PastStates } from './historical-states.ts';
import { keys, prefixRange } from './keyspace.ts';
import { headRecordCodec } from './records.ts';
import { readContent } from './stored-block.ts';
import type { Tip } from './tip.ts';

/** Who decides which heights. */
const scheduleKey = stateKey.validators('schedule');

export async function openBlockStore(
  database: Database,
  tip: Tip,
  past: Pick<PastStates, 'within'>,
): Promise<BlockStore> {
  const proposedBlocks = await readProposedBlocks(database);

  /** Writes all that these blocks change, beside what the batch has already. */
  async function commit(batch: Batch, commits: readonly BlockCommit[]): Promise<void> {
    const pastWriter = past.within(batch);
    const final = new Set(commits.map(({ final: { blockId } }) => blockId));
    dropProposedBlocks(database, batch, proposedBlocks, final);
    writeState(batch, pastWriter, commits);
    await tip.advance(batch, commits, () => {
      proposedBlocks.clear();
      pastWriter?.accept();
    });
  }

  return {
    state: tip.state,
    readTreePage: tip.readTreePage,
    proposedBlock: (blockId) =>
      readContent(database, { blockId, height: proposedBlocks.get(blockId) ?? null }),

    async saveProposedBlock(blockId, content) {
      // Too late to become final; and if it did, its content is kept already.
      const { height } = content.header;
      if (height <= tip.head().header.height) return;
      const isByHeight = database.format() >= formats.byHeight;
      proposedBlocks.set(blockId, isByHeight ? height : null);
      const batch = database.batch();
      const place = isByHeight ? encode(headRecordCodec, { height }) : new Uint8Array();
      batch.put(keys.proposedBlock(blockId), place);
      writeContent(batch, database.format(), blockId, content);
      await batch.write({ sync: true });
    },

    async commit(one) {
      const batch = database.batch();
      writeCommit(batch, database.format(), one, tip.state.get(scheduleKey));
      await commit(batch, [one]);
    },

    async commitAll(blocks) {
      const batch = database.batch();
      const commits = blocks.map((block) => block.commit);
      const ahead = createOverlay(tip.state);
      for (const { commit: one, evidence, transactions } of blocks) {
        const { header, blockId } = one.final;
        writeContent(batch, database.format(), blockId, { header, evidence, transactions });
        writeCommit(batch, database.format(), one, ahead.get(scheduleKey));
        const changed = one.changes.get(scheduleKey);
        // A state key's prefix is its kind, so this is a schedule.
        if (changed != null) ahead.set(scheduleKey, changed as ValidatorSchedule);
      }
      await commit(batch, commits);
    },
  };
}

/**
 * Blocks kept for the next height, those that a crash left behind included, with their heights where their content is
 * stored by it; all but one are forgotten when it is final.
 */
async function readProposedBlocks(database: Database): Promise<Map<Hash, Height | null>> {
  const found = new Map<Hash, Height | null>();
  for await (const [key, value] of database.iterator(prefixRange('proposedBlock'))) {
    const place = value.length === 0 ? null : decodeValue(database, key, headRecordCodec, value);
    found.set(toHex(key.subarray(1)) as Hash, place?.height ?? null);
  }
  return found;
}

/**
 * Forgets the candidates, and their content unless they became final: with this batch, or before it. A candidate that is
 * saved while its block is being committed is noted behind the batch that would have forgotten it, and read again at a start.
 */
function dropProposedBlocks(
  database: Database,
  batch: Batch,
  proposedBlocks: ReadonlyMap<Hash, Height | null>,
  final: ReadonlySet<Hash>,
): void {
  const { findBlock } = createChainReader(database);
  for (const [id, height] of proposedBlocks) {
    batch.del(keys.proposedBlock(id));
    if (final.has(id) || findBlock(id) !== undefined) continue;
    batch.del(height === null ? keys.body(id) : keys.bodyAt(height, id));
    batch.del(height === null ? keys.witnesses(id) : keys.witnessesAt(height, id));
  }
}
