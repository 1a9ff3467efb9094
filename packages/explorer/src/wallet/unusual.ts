/** What whoever signs should look at twice, from the decoded transaction and what is proven or was done before. */
import { type Address, formatAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type Movement,
  type Operation,
  type Transaction,
  transactionMovements,
} from '@trellis/protocol';
import { looksLike } from './look-alike.ts';

export type Unusual =
  | { readonly type: 'firstPayment'; readonly account: Address }
  | { readonly type: 'lookAlike'; readonly account: Address; readonly known: string }
  /** A large part of what there is: more than half of it. */
  | { readonly type: 'large'; readonly asset: AssetCode; readonly percent: number }
  | { readonly type: 'notEnough'; readonly asset: AssetCode; readonly missing: bigint }
  /** The same was submitted a short while ago. */
  | { readonly type: 'sameAgain'; readonly account: Address }
  /** It lets others act for the account, or changes who can. */
  | { readonly type: 'control'; readonly operation: Operation['type'] }
  /** So many payees are too many: nothing is known of these. */
  | { readonly type: 'notLookedUp'; readonly count: number }
  /** What it moves follows from facts that are not in it. */
  | { readonly type: 'unclear' };

export interface Background {
  readonly own: Address;
  /** Proven balances of the sender. */
  readonly balances: ReadonlyMap<AssetCode, bigint>;
  /** Accounts that were paid before, by transactions that are final. */
  readonly paidBefore: ReadonlySet<Address>;
  /** Transactions of the last hour that are or may become final. */
  readonly recent: readonly Transaction[];
}

/** Payees that are looked up; a batch has up to a hundred, and each takes some proofs. */
export const payeesMax = 12;

/** Operations that change who can act for an account. */
const control: ReadonlySet<Operation['type']> = new Set([
  'setPolicy',
  'setRecovery',
  'startRecovery',
  'finishRecovery',
  'grantMandate',
]);

/** What the operations move if they are applied; the fee comes from elsewhere. */
function movementsOf(transaction: Transaction): readonly Movement[] {
  return transactionMovements(transaction, { status: 'success', fee: 0n });
}

/** Accounts of others that units go to. */
export function payeesOf(transaction: Transaction, own: Address): readonly Address[] {
  const payees = movementsOf(transaction).flatMap(({ to }) => {
    if (to?.type === 'account') return [to.account];
    return to?.type === 'hold' ? [to.payee] : [];
  });
  return [...new Set(payees)].filter((account) => account !== own);
}

/** Units that leave an account, by their asset. */
export function outgoing(transaction: Transaction, own: Address): ReadonlyMap<AssetCode, bigint> {
  const sums = new Map<AssetCode, bigint>();
  for (const { from, to, asset, amount } of movementsOf(transaction)) {
    const stays = to?.type === 'account' && to.account === own;
    if (from.type !== 'account' || from.account !== own || stays) continue;
    if (asset === null || amount === null) continue;
    sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  }
  return sums;
}

/** In the order in which they matter. */
export function unusualIn(transaction: Transaction, background: Background): readonly Unusual[] {
  const { own, balances, paidBefore, recent } = background;
  const payees = payeesOf(transaction, own);
  const known = [own, ...paidBefore].map((account) => formatAddress(account));
  const isUnclear = movementsOf(transaction).some(({ amount }) => amount === null);
  return [
    ...payees.flatMap((account): readonly Unusual[] => {
      const alike = looksLike(formatAddress(account), known);
      return alike === undefined ? [] : [{ type: 'lookAlike', account, known: alike }];
    }),
    ...transaction.operations
      .filter(({ type }) => control.has(type))
      .map(({ type }): Unusual => ({ type: 'control', operation: type })),
    ...[...outgoing(transaction, own)].flatMap(([asset, amount]) =>
      sizeOf(asset, amount, balances.get(asset)),
    ),
    ...payees
      .filter((account) => recent.some((one) => isSame(one, transaction, account)))
      .map((account): Unusual => ({ type: 'sameAgain', account })),
    ...payees
      .filter((account) => !paidBefore.has(account))
      .map((account): Unusual => ({ type: 'firstPayment', account })),
    ...(isUnclear ? [{ type: 'unclear' } as const] : []),
    ...(payees.length > payeesMax
      ? [{ type: 'notLookedUp', count: payees.length - payeesMax } as const]
      : []),
  ];
}

function sizeOf(asset: AssetCode, amount: bigint, balance: bigint | undefined): readonly Unusual[] {
  if (balance === undefined) return [];
  if (amount > balance) return [{ type: 'notEnough', asset, missing: amount - balance }];
  const percent = Number((100n * amount) / balance);
  return percent > 50 ? [{ type: 'large', asset, percent }] : [];
}

/** Whether both pay the account the same. */
function isSame(one: Transaction, other: Transaction, account: Address): boolean {
  const [a, b] = [one, other].map((transaction) =>
    movementsOf(transaction)
      .filter(({ to }) => to?.type === 'account' && to.account === account)
      .map(({ asset, amount }) => `${amount} ${asset}`)
      .join(),
  );
  return a !== '' && a === b;
}
