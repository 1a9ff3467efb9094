/** How far an export is: kept by its target together with the rows, so that both are of the same block. */
import type { Hash } from '@trellis/crypto';
import {
  addressCodec,
  amountCodec,
  assetCodeCodec,
  container,
  decodeJsonText,
  hashCodec,
  heightCodec,
  limits,
  list,
  problemText,
  timeCodec,
  type ValueOf,
} from '@trellis/protocol';
import { ExportError } from './export-error.ts';

const openHoldCodec = container({
  hold: hashCodec,
  payer: addressCodec,
  payee: addressCodec,
  asset: assetCodeCodec,
  amount: amountCodec,
  expiresAt: timeCodec,
});

/** What goes back by itself can only be told by whoever knows the open holds. */
const positionCodec = container({
  genesisHash: hashCodec,
  /** The last block that is written. */
  height: heightCodec,
  blockId: hashCodec,
  holds: list(openHoldCodec, 1_000_000),
});

export type OpenHold = ValueOf<typeof openHoldCodec>;
export type Position = ValueOf<typeof positionCodec>;

export const positionText = (position: Position): string =>
  JSON.stringify(positionCodec.toJson(position));

/** Throws `ExportError` `export_not_readable`, and `export_of_another_chain` for one that began elsewhere. */
export function readPosition(text: string, genesisHash: Hash, where: string): Position {
  const decoded = decodeJsonText(positionCodec, text);
  if (!decoded.ok) {
    throw new ExportError(
      'export_not_readable',
      `${where} has no position of an export (${problemText(decoded.problem)})`,
    );
  }
  if (decoded.value.genesisHash === genesisHash) return decoded.value;
  throw new ExportError(
    'export_of_another_chain',
    `${where} has blocks of another chain, whose genesis is ${decoded.value.genesisHash}; give another place`,
  );
}

/** Of these, those whose time has come at a block, as the ledger gives them back: second by second, up to a number. */
export function expiredHolds(holds: readonly OpenHold[], time: bigint): readonly OpenHold[] {
  const due = holds
    .filter(({ expiresAt }) => expiresAt <= time)
    .toSorted((a, b) => Number(a.expiresAt - b.expiresAt));
  const last = due[limits.holdsExpiredPerBlock - 1];
  return last === undefined ? due : due.filter(({ expiresAt }) => expiresAt <= last.expiresAt);
}
