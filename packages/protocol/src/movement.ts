/** Units that move from one place to another, each movement in full, before any are netted. */
import type { Address } from '@trellis/crypto';
import type { AssetCode } from './scalars.ts';

/** Where units can be. */
export type Place =
  /** In the balance of an account. */
  | { readonly type: 'account'; readonly account: Address }
  /** On hold between two accounts, in the balance of neither. */
  | { readonly type: 'hold'; readonly payer: Address; readonly payee: Address }
  /** Nowhere: where minted units come from, and burnt ones go. */
  | { readonly type: 'supply' };

/** Smallest units of an asset. */
export interface Units {
  readonly asset: AssetCode;
  readonly amount: bigint;
}

/** `null` stands for what depends on facts that were not given. */
export interface Movement {
  readonly kind:
    | 'transfer'
    | 'mint'
    | 'burn'
    /** From the payer into a hold. */
    | 'hold'
    /** From a hold to its payee. */
    | 'release'
    /** From a hold back to its payer. */
    | 'return'
    | 'clawback'
    | 'fee';
  readonly from: Place;
  readonly to: Place | null;
  readonly asset: AssetCode | null;
  readonly amount: bigint | null;
}

type Moved = Pick<Movement, 'asset' | 'amount'>;
/** For units of a hold that is not known. */
export const unknownUnits: Moved = { asset: null, amount: null };

interface Parties {
  readonly from: Address;
  readonly to: Address;
}

const supply: Place = { type: 'supply' };
const balance = (account: Address): Place => ({ type: 'account', account });
const holdBetween = ({ from, to }: Parties): Place => ({ type: 'hold', payer: from, payee: to });
/** What is moved, of all the parts of an operation. */
const moved = ({ asset, amount }: Moved): Moved => ({ asset, amount });

export function transferred(all: Parties & Moved): Movement {
  return { kind: 'transfer', from: balance(all.from), to: balance(all.to), ...moved(all) };
}

export function minted(all: Pick<Parties, 'to'> & Moved): Movement {
  return { kind: 'mint', from: supply, to: balance(all.to), ...moved(all) };
}

export function burnt(all: Pick<Parties, 'from'> & Moved): Movement {
  return { kind: 'burn', from: balance(all.from), to: supply, ...moved(all) };
}

/** From the payer's balance into a hold for the payee. */
export function held(all: Parties & Moved): Movement {
  return { kind: 'hold', from: balance(all.from), to: holdBetween(all), ...moved(all) };
}

/** From a hold to its payee; `from` is the payer. */
export function released(all: Parties & Moved): Movement {
  return { kind: 'release', from: holdBetween(all), to: balance(all.to), ...moved(all) };
}

/** From a hold back to its payer. */
export function returned(all: Parties & Moved): Movement {
  return { kind: 'return', from: holdBetween(all), to: balance(all.from), ...moved(all) };
}

export function clawedBack(all: Parties & Moved): Movement {
  return { kind: 'clawback', from: balance(all.from), to: balance(all.to), ...moved(all) };
}

/** The fee of a transaction; `to` is `null` where nothing says who gets it. */
export function feePaid(all: {
  readonly from: Address;
  readonly to: Address | null;
  readonly asset: AssetCode | null;
  readonly amount: bigint;
}): Movement {
  const to = all.to === null ? null : balance(all.to);
  return { kind: 'fee', from: balance(all.from), to, ...moved(all) };
}

/** The accounts that a movement is between, a hold's payer and payee included. */
export function accountsOf({ from, to }: Movement): readonly Address[] {
  return [from, to].flatMap((place) => {
    if (place === null || place.type === 'supply') return [];
    return place.type === 'account' ? [place.account] : [place.payer, place.payee];
  });
}

/** How movements change a balance; `undefined` where that depends on facts that were not given. */
export function balanceChange(
  movements: readonly Movement[],
  { account, asset }: { readonly account: Address; readonly asset: AssetCode },
): bigint | undefined {
  const isIts = (place: Place | null): boolean =>
    place !== null && place.type === 'account' && place.account === account;
  let change = 0n;
  for (const { from, to, asset: of, amount } of movements) {
    if (!isIts(from) && !isIts(to) && to !== null) continue;
    if (of !== null && of !== asset) continue;
    if (of === null || amount === null || to === null) return undefined;
    if (isIts(from)) change -= amount;
    if (isIts(to)) change += amount;
  }
  return change;
}
