/** What the transactions of a load do: all the same, or a mixture as of a day's business. */
import type { Address, Hash } from '@trellis/crypto';
import { holdId, type Operation } from '@trellis/protocol';
import { euro } from '@trellis/testnet';

import type { Workload } from './options.ts';

/** The hold that a payer has made and not yet paid out. */
export interface OpenHold {
  readonly id: Hash;
  readonly payee: Address;
}

export interface Turn {
  readonly payer: Address;
  readonly payee: Address;
  /** The payer's, from 1 on. */
  readonly sequence: number;
  /** Of the payer; what it reserves is what it pays out in its next turn. */
  readonly hold: OpenHold | undefined;
  /** When a hold made now ends by itself: a whole second. */
  readonly expiresAt: bigint;
}

/**
 * What a payer does in its turn. In a mixed load each does in turn: a transfer, a delivery against payment
 * that the payee signs too, a transfer, a hold whose arbiter it is, and the payment of that hold.
 */
export function operationsOf(workload: Workload, turn: Turn): readonly Operation[] {
  const { payer, payee, sequence, hold, expiresAt } = turn;
  const transfer = { type: 'transfer', source: payer, to: payee, asset: euro, amount: 1n } as const;
  if (workload === 'transfers') return [transfer];
  switch (sequence % 5) {
    case 2:
      return [
        { ...transfer, amount: 2n },
        { type: 'transfer', source: payee, to: payer, asset: euro, amount: 1n },
      ];
    case 4:
      return [
        { ...transfer, type: 'reserve', expiresAt, release: { type: 'arbiter', arbiter: payer } },
      ];
    case 0:
      // A payer whose turns did not begin with a hold has none to pay out.
      return hold === undefined
        ? [transfer]
        : [
            {
              type: 'postHold',
              source: payer,
              hold: hold.id,
              from: payer,
              to: hold.payee,
              asset: euro,
              amount: 1n,
            },
          ];
    default:
      return [transfer];
  }
}

/** The hold that a payer has after a transaction of this id, for its next turn. */
export function holdAfter(
  operations: readonly Operation[],
  transactionId: Hash,
): OpenHold | undefined {
  const index = operations.findIndex(({ type }) => type === 'reserve');
  const operation = operations[index];
  if (operation?.type !== 'reserve') return undefined;
  return { id: holdId(transactionId, index), payee: operation.to };
}
