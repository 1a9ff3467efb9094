/** The text of server-sent events. */
import type { Address } from '@trellis/crypto';
import type { EngineEvent } from '@trellis/engine';
import type { Json } from '@trellis/protocol';
import { blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import type { AffectedIndex } from './account-filter.ts';

export type BlockHappened = Extract<EngineEvent, { type: 'block' }>;

/**
 * One block as a `block` event and a `transaction` event for each of its transactions. For one account only
 * its transactions; the id of the block goes out all the same, so that a reader knows how far it is. The id
 * comes with the last event alone: whoever is cut off in the middle of a block gets all of it again.
 */
export function eventFrames(
  { final, receipts }: BlockHappened,
  account: Address | undefined,
  index: () => AffectedIndex,
): string {
  const { header, blockId, certificate } = final;
  const { height, time, proposer } = header;
  const transaction = ({ transactionId, status }: (typeof receipts)[number]): string =>
    frame('transaction', transactionEventCodec.toJson({ transactionId, height, status }));
  if (account !== undefined) {
    const own = receipts.length === 0 ? undefined : index().get(account);
    return named(height, receipts.filter((one) => own?.has(one.transactionId)).map(transaction));
  }
  const block = blockEventCodec.toJson({
    height,
    blockId,
    time,
    round: certificate?.round ?? 0,
    proposer,
    transactions: receipts.length,
  });
  return named(height, [frame('block', block), ...receipts.map(transaction)]);
}

/** Events, of which the last one has the id. */
function named(id: bigint, frames: readonly string[]): string {
  return `${frames.slice(0, -1).join('')}id: ${id}\n${frames.at(-1) ?? '\n'}`;
}

function frame(name: string, data: Json): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
