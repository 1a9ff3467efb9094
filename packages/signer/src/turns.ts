/**
 * Whose turn it is: of the nodes that share a signer, one at a time has votes signed. A turn lasts for a while and is
 * kept by asking again. Each has a fencing number, larger than all before, and what comes with another number is
 * refused: a message that was delayed for longer than its turn can do nothing. Pure.
 */

export interface Turns {
  /** Of the newest turn; 0 before the first. */
  readonly fence: bigint;
  /** The node whose turn it is, by the name that its connection proved, and until when (the clock's `elapsed`). */
  readonly holder: { readonly node: string; readonly untilMs: number } | null;
}

export const noTurns: Turns = { fence: 0n, holder: null };

export type Taken =
  | { readonly ok: true; readonly turns: Turns }
  /** Another node has it. */
  | { readonly ok: false; readonly remainingMs: number };

/** A turn for this node, if no other has one. A node that comes again, after a restart or over a new line, gets a new one. */
export function takeTurn(
  turns: Turns,
  node: string,
  at: { readonly nowMs: number; readonly turnMs: number },
): Taken {
  const { nowMs, turnMs } = at;
  const { holder, fence } = turns;
  if (holder !== null && holder.node !== node && nowMs < holder.untilMs) {
    return { ok: false, remainingMs: holder.untilMs - nowMs };
  }
  return { ok: true, turns: { fence: fence + 1n, holder: { node, untilMs: nowMs + turnMs } } };
}

/** Whether this is the turn that lasts now. */
export function isTurn({ fence, holder }: Turns, claimed: bigint, nowMs: number): boolean {
  return holder !== null && claimed === fence && nowMs < holder.untilMs;
}

/** With more time for the turn that lasts. */
export function keepTurn(
  turns: Turns,
  at: { readonly nowMs: number; readonly turnMs: number },
): Turns {
  const { holder } = turns;
  return holder === null
    ? turns
    : { ...turns, holder: { ...holder, untilMs: at.nowMs + at.turnMs } };
}

/** Before its time is over. */
export function endTurn(turns: Turns): Turns {
  return { ...turns, holder: null };
}
