/** Whether the newest block that a node shows can be the newest there is. */
import type { BlockHeader, Height } from '@trellis/protocol';
import { ProofError } from './proof-error.ts';

/** Idle chains make a block every 10 s; one of a minute ago is not the newest, or the chain stands. */
export const defaultHeadAgeMsMax = 60_000;

/** Between the clocks of validators and the one here. */
const clockToleranceMs = 30_000;

/** How many blocks a node may be behind others. */
const behindMax = 5n;

/** What was known before a node was asked for its newest block, and that block must not be older than. */
export interface FreshnessFloor {
  /** The newest final block that this node itself had shown. */
  readonly shown: Height;
  /** The highest block that was known to be final, from this or another node. */
  readonly known: Height;
}

/** What the newest block is held against. */
export interface FreshnessRule extends Partial<FreshnessFloor> {
  /** The clock here, in milliseconds; without it the age is not validated. */
  readonly now?: number;
  readonly ageMsMax?: number;
}

/**
 * Checks a header that was found to be final. Throws `ProofError` `withheld_head`, `stale_head` or `future_header`.
 *
 * @example
 * const { header } = await getHead(light);
 * verifyFreshness(header, { now: Date.now() }); // throws ProofError stale_head
 */
export function verifyFreshness(
  { height, time }: Pick<BlockHeader, 'height' | 'time'>,
  { now, ageMsMax = defaultHeadAgeMsMax, shown, known }: FreshnessRule,
): void {
  const withheld =
    shown !== undefined && height < shown
      ? shown
      : known !== undefined && height + behindMax < known
        ? known
        : undefined;
  if (withheld !== undefined) {
    throw new ProofError(
      'withheld_head',
      `the newest block that the node shows, ${height}, is before block ${withheld}, which is final`,
    );
  }
  if (now === undefined) return;
  const ageMs = now - Number(time);
  if (ageMs > ageMsMax) {
    throw new ProofError(
      'stale_head',
      `the newest block that the node shows, ${height}, is ${Math.round(ageMs / 1000)} s old`,
    );
  }
  if (ageMs < -clockToleranceMs) {
    throw new ProofError(
      'future_header',
      `block ${height} is ${Math.round(-ageMs / 1000)} s ahead of the clock here`,
    );
  }
}
