/** The newest transactions, however long the chain has been idle: those of the blocks that are here, and some before. */
import { ApiProblem, getTransactions } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { type Height, toHeight } from '@trellis/protocol';
import type { Live } from './live.ts';
import type { Session } from './session.ts';

/** Before which transactions are asked for: the n-th of a block, or 0 for all of it. */
export interface ShownPlace {
  readonly height: Height;
  readonly position: number;
}

export interface NewestTransactions {
  readonly ids: readonly Hash[];
  /** How many of them are of blocks that are here: none is left out of these. */
  readonly whole: number;
  /** What is before this was not looked at; `null`: there is nothing. */
  readonly next: ShownPlace | null;
}

/** Each of them is fetched. */
const newestMax = 200;
/** As many as an answer of the node has, if the blocks that are here have fewer. */
const wanted = 100;

function placeOf({ height }: { readonly height: bigint }, position: number): ShownPlace {
  return { height: toHeight(height), position };
}

export async function newestTransactions(
  { transport }: Pick<Session, 'transport'>,
  { blocks }: Pick<Live, 'blocks'>,
): Promise<NewestTransactions> {
  const places = blocks.flatMap(({ block: { header, transactions } }) =>
    transactions
      .map(({ transactionId }, index) => ({ transactionId, ...placeOf(header, index + 1) }))
      .reverse(),
  );
  const newest = places.slice(0, newestMax);
  const here = newest.map(({ transactionId }) => transactionId);
  const whole = here.length;
  const lowest = blocks.at(-1)?.block.header;
  const next = places.length > newest.length ? newest.at(-1) : lowest && placeOf(lowest, 0);
  if (next === undefined || next.height === 0n) return { ids: here, whole, next: null };
  if (whole >= wanted) return { ids: here, whole, next };
  try {
    const before = await getTransactions(transport, { before: next, limit: wanted - whole });
    const ids = before.transactions.map(({ transactionId }) => transactionId);
    return { ids: [...here, ...ids], whole, next: before.next };
  } catch (error) {
    // A caller that may see some accounts alone is not told of all transactions.
    if (error instanceof ApiProblem) return { ids: here, whole, next: null };
    throw error;
  }
}
