/**
 * The seconds at which holds end, the earliest first: a binary heap in the state, since the rules can
 * read records by their keys and not in an order. A second is in it once, however many holds end then.
 */
import { stateKey } from '@trellis/protocol';
import type { Overlay, State } from '../state/state.ts';

/** The earliest second at which holds end, or nothing when there are none. */
export function earliestSecond(state: State): bigint | undefined {
  return state.get(stateKey.expiryQueue(0))?.second;
}

/** Adds a second that is not in the queue. */
export function pushSecond(state: Overlay, second: bigint): void {
  const count = countOf(state);
  let place = count;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = secondAt(state, parent);
    if (above <= second) break;
    state.set(stateKey.expiryQueue(place), { second: above });
    place = parent;
  }
  state.set(stateKey.expiryQueue(place), { second });
  setCount(state, count + 1);
}

/** Takes the earliest second away; there must be one. */
export function popSecond(state: Overlay): void {
  const count = countOf(state) - 1;
  const moved = secondAt(state, count);
  state.set(stateKey.expiryQueue(count), null);
  setCount(state, count);
  if (count === 0) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= count) break;
    if (child + 1 < count && secondAt(state, child + 1) < secondAt(state, child)) child += 1;
    const below = secondAt(state, child);
    if (moved <= below) break;
    state.set(stateKey.expiryQueue(place), { second: below });
    place = child;
  }
  state.set(stateKey.expiryQueue(place), { second: moved });
}

function countOf(state: State): number {
  return state.get(stateKey.counter('expiryQueue'))?.count ?? 0;
}

function setCount(state: Overlay, count: number): void {
  state.set(stateKey.counter('expiryQueue'), count === 0 ? null : { count });
}

function secondAt(state: State, place: number): bigint {
  const record = state.get(stateKey.expiryQueue(place));
  if (record === undefined) throw new Error(`the queue of expiries has nothing at ${place}`);
  return record.second;
}
