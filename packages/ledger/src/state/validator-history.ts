/** The keys that were validators, and at which heights, so that what they signed can be validated later. */
import type { Address } from '@trellis/crypto';
import {
  type Height,
  limits,
  stateKey,
  toHeight,
  type ValidatorHistory,
  type ValidatorMember,
  validatorAddress,
} from '@trellis/protocol';
import type { Overlay } from './state.ts';

/** Begins and ends terms, as the set that decides from `from` on is replaced by another. */
export function changeValidatorHistory(
  state: Overlay,
  replaced: readonly ValidatorMember[],
  members: readonly ValidatorMember[],
  from: Height,
): void {
  const stays = new Set(members.map(validatorAddress));
  for (const member of replaced) {
    const address = validatorAddress(member);
    if (!stays.has(address)) endTerm(state, address, toHeight(from - 1n));
  }
  for (const member of members) beginTerm(state, member, from);
}

/** Whether the key is or was a validator's at a height, as far as is remembered. */
export function wasValidator({ terms }: ValidatorHistory, height: Height): boolean {
  return terms.some(({ from, to }) => from <= height && (to === null || height <= to));
}

function beginTerm(state: Overlay, member: ValidatorMember, from: Height): void {
  const key = stateKey.voter(validatorAddress(member));
  const known = state.get(key);
  const { node, scheme, publicKey } = member;
  if (known === undefined) {
    const terms = [{ from, to: null }];
    state.set(key, { node, scheme, publicKey, terms, answeredBefore: toHeight(0n) });
    return;
  }
  const last = known.terms.at(-1);
  if (last?.to === null) return;
  // A term that ended just now, or continues where it ended, is the same one.
  const continues = last?.to === from - 1n;
  const terms = continues
    ? [...known.terms.slice(0, -1), { from: last.from, to: null }]
    : [...known.terms, { from, to: null }];
  state.set(key, { ...known, node, terms: terms.slice(-limits.validatorHistoryTermsMax) });
}

function endTerm(state: Overlay, address: Address, to: Height): void {
  const known = state.get(stateKey.voter(address));
  const last = known?.terms.at(-1);
  if (known === undefined || last === undefined || last.to !== null) return;
  const before = known.terms.slice(0, -1);
  // One that began and ends in the same block never was.
  const terms = last.from > to ? before : [...before, { from: last.from, to }];
  state.set(stateKey.voter(address), terms.length === 0 ? null : { ...known, terms });
}
