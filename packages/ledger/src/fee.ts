/** What a transaction pays for its place in a block: by its bytes and signatures, whatever becomes of it. */
import type { Address } from '@trellis/crypto';
import {
  type Fees,
  membersAt,
  type Refusal,
  type SignedTransaction,
  validatorAddress,
} from '@trellis/protocol';
import { balanceOf, credit, debit } from './balances.ts';
import type { BlockContext } from './block-context.ts';
import { validatorSchedule } from './governance/registry.ts';
import type { Draft, State } from './state.ts';

/** The fee of a transaction in the smallest unit of the fee's asset. */
export function feeOf(
  fees: Fees | null,
  { witnesses }: SignedTransaction,
  encodedBytes: number,
): bigint {
  if (fees === null) return 0n;
  const { perTransaction, perByte, perSignature } = fees;
  return perTransaction + perByte * BigInt(encodedBytes) + perSignature * BigInt(witnesses.length);
}

/** Whether the sender can't pay the fee. */
export function feeRefusal(
  state: State,
  fees: Fees | null,
  signed: SignedTransaction,
  encodedBytes: number,
): Refusal | undefined {
  if (fees === null) return undefined;
  const held = balanceOf(state, signed.transaction.sender, fees.asset);
  return held < feeOf(fees, signed, encodedBytes) ? 'fee_not_covered' : undefined;
}

/** Takes the fee from the sender, who was found to have it, and returns it. */
export function payFee(
  state: Draft,
  context: BlockContext,
  signed: SignedTransaction,
  encodedBytes: number,
): bigint {
  const { fees } = context;
  const fee = feeOf(fees, signed, encodedBytes);
  if (fees === null || fee === 0n) return 0n;
  debit(state, signed.transaction.sender, fees.asset, fee);
  // What was just taken from one account fits into another: the supply is bounded.
  credit(state, recipientOf(state, context, fees), fees.asset, fee);
  return fee;
}

function recipientOf(
  state: State,
  { height, proposer }: BlockContext,
  { recipient }: Fees,
): Address {
  if (recipient !== null) return recipient;
  const member = membersAt(validatorSchedule(state), height).find(
    (one) => validatorAddress(one) === proposer,
  );
  // A block by anybody else is refused for its header, whatever its execution gives.
  return member?.operator ?? proposer;
}
