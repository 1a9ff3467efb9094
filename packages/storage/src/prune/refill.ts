/**
 * Fetching back what was pruned, of a node that becomes an archive again: from the newest pruned block down, some at a
 * time, each time in one batch with how far it has come. Nothing of a peer is believed: blocks are those of the headers
 * that are here, certificates are verified, and receipts are compared with their root.
 */
import type { FetchedBlock } from '@trellis/engine';
import {
  blockId,
  encode,
  encodedTransactionId,
  evidenceRoot,
  type Height,
  listRoot,
  nextHeight,
  signedTransactionHash,
  splitSignedTransaction,
  toHeight,
} from '@trellis/protocol';
import { writeContent } from '../level/block-writes.ts';
import type { Batch } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { firstBlock, readPruned, writePruned } from '../level/pruned.ts';
import { headerRecordCodec, receiptsRecordCodec } from '../level/records.ts';
import { readHeader, readReceipts } from '../level/stored-block.ts';
import { isEmptyBlock } from '../level/thin-block.ts';
import { problemOf, type ValueCheckParts } from '../repair/check-value.ts';
import type { AskPeers } from '../repair/heal-value.ts';

/** Of one batch. */
const stepBlocksMax = 16n;

/** Blocks in order from one peer after another, which say that they keep them whole; each answer may end early. */
export type AskKeepers = (from: Height, count: number) => AsyncIterable<readonly FetchedBlock[]>;

export interface RefillParts {
  readonly checks: ValueCheckParts;
  readonly askKeepers: AskKeepers;
  readonly askPeers: AskPeers;
}

/** `whole`: nothing is pruned. `nobody`: no peer gave what the headers here say. */
export type RefillStep = 'more' | 'whole' | 'nobody';

/** A verified block, and the values that it is stored as beside its content. */
interface CheckedBlock {
  readonly block: FetchedBlock;
  readonly headerRecord: Uint8Array;
  readonly receipts: Uint8Array;
}

/** Fetches some blocks back. Throws `DamagedValue`. */
export async function refill(parts: RefillParts): Promise<RefillStep> {
  const { database } = parts.checks;
  const { witnessesFrom: end } = readPruned(database);
  const first = firstBlock(database);
  if (end <= first) return 'whole';
  const from = end - first > stepBlocksMax ? toHeight(end - stepBlocksMax) : first;
  for await (const blocks of parts.askKeepers(from, Number(end - from))) {
    const checked = await checkBlocks(parts, { from, end }, blocks);
    if (checked === undefined) continue;
    await database.rewrite(async (batch) => {
      const { blocksFrom } = readPruned(database);
      for (const one of checked) put(batch, database.format(), one);
      writePruned(batch, {
        witnessesFrom: from,
        blocksFrom: blocksFrom < from ? blocksFrom : from,
      });
      await batch.write({ sync: true });
    });
    return 'more';
  }
  return 'nobody';
}

/** All of a range; `undefined` if one is missing or is not what its header says. */
async function checkBlocks(
  parts: RefillParts,
  { from, end }: { readonly from: Height; readonly end: Height },
  blocks: readonly FetchedBlock[],
): Promise<readonly CheckedBlock[] | undefined> {
  if (BigInt(blocks.length) !== end - from) return undefined;
  const checked: CheckedBlock[] = [];
  let height = from;
  for (const block of blocks) {
    const one = await checkBlock(parts, height, block);
    if (one === undefined) return undefined;
    checked.push(one);
    height = nextHeight(height);
  }
  return checked;
}

async function checkBlock(
  { checks, askPeers }: RefillParts,
  height: Height,
  block: FetchedBlock,
): Promise<CheckedBlock | undefined> {
  const { database } = checks;
  const own = readHeader(database, height);
  const { header, certificate } = block;
  if (own === undefined || blockId(header) !== own.blockId || !isContentOf(block)) return undefined;
  const headerRecord = encode(headerRecordCodec, { header, blockId: own.blockId, certificate });
  if ((await problemOf(checks, keys.header(height), headerRecord)) !== undefined) return undefined;
  const kept = readReceipts(database, height);
  if (kept !== undefined || isEmptyBlock(header)) {
    return { block, headerRecord, receipts: encode(receiptsRecordCodec, kept ?? []) };
  }
  const key = keys.receipts(height);
  for await (const value of askPeers(key)) {
    if (value === null || (await problemOf(checks, key, value)) !== undefined) continue;
    return { block, headerRecord, receipts: value };
  }
  return undefined;
}

/** Whether transactions, their signatures and the evidence are those of the header. */
function isContentOf({ header, evidence, transactions }: FetchedBlock): boolean {
  const ids = transactions.map((one) =>
    encodedTransactionId(splitSignedTransaction(one).transaction),
  );
  return (
    listRoot(ids) === header.transactionsRoot &&
    listRoot(transactions.map(signedTransactionHash)) === header.witnessRoot &&
    evidenceRoot(evidence) === header.evidenceRoot
  );
}

function put(
  batch: Batch,
  format: number,
  { block: { header, evidence, transactions }, headerRecord, receipts }: CheckedBlock,
): void {
  const { height } = header;
  writeContent(batch, format, blockId(header), { header, evidence, transactions });
  batch.put(keys.header(height), headerRecord);
  batch.put(keys.receipts(height), receipts);
  batch.del(keys.thinHeader(height));
  batch.del(keys.thinBody(height));
}
