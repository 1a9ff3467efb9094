/** What a transaction pays for its place in a block: by its bytes and signatures, whatever becomes of it. */
import type { Address } from '@trellis/crypto';
import {
  type AssetRecord,
  type Fees,
  type Height,
  membersAt,
  type OperationType,
  type Rejection,
  type SignedTransaction,
  stateKey,
  type Transaction,
  validatorAddress,
} from '@trellis/protocol';
import { movementStatus } from './state/asset-rules.ts';
import { balanceOf, credit, debit } from './state/balances.ts';
import type { BlockContext, TransactionContext } from './state/block-context.ts';
import { validatorSchedule, votingPower } from './state/registry.ts';
import type { State, UnitsOverlay } from './state/state.ts';

/**
 * The fee of a transaction in the smallest unit of the fee's asset. What operators of validators propose
 * and vote is free: fees that nobody can pay, or has been kept from paying, could never be voted away.
 */
function feeOf(
  state: State,
  { fees, height }: TransactionContext,
  { transaction, witnesses }: SignedTransaction,
  encodedBytes: number,
): bigint {
  if (fees === null || isGovernance(state, height, transaction)) return 0n;
  const { perTransaction, perByte, perSignature } = fees;
  return perTransaction + perByte * BigInt(encodedBytes) + perSignature * BigInt(witnesses.length);
}

const governanceTypes: ReadonlySet<OperationType> = new Set(['propose', 'vote', 'announceVersion']);

function isGovernance(state: State, height: Height, { sender, operations }: Transaction): boolean {
  return (
    operations.every(({ type }) => governanceTypes.has(type)) &&
    [sender, ...operations.map(({ source }) => source)].every(
      (account) => votingPower(state, account, height) > 0,
    )
  );
}

/** Whether the sender can't pay the fee. */
export function feeRejection(
  state: State,
  context: TransactionContext,
  signed: SignedTransaction,
  encodedBytes: number,
): Rejection | undefined {
  const { fees } = context;
  const fee = feeOf(state, context, signed, encodedBytes);
  if (fees === null || fee === 0n) return undefined;
  const { sender } = signed.transaction;
  const problem = movementStatus(state, feeAsset(state, fees), [sender]);
  // Nobody can pay then. If that stopped the chain, the issuer of one asset could, and no vote would undo it.
  if (problem === 'asset_frozen') return undefined;
  if (problem !== undefined) return 'fee_not_payable';
  return balanceOf(state, sender, fees.asset) < fee ? 'fee_not_covered' : undefined;
}

/**
 * Takes the fee from the sender, who was found to have it, and returns it: 0 if whoever would get it can't
 * receive the asset, so that a frozen account gets nothing and the chain continues.
 */
export function payFee(
  state: UnitsOverlay,
  context: BlockContext,
  signed: SignedTransaction,
  encodedBytes: number,
): bigint {
  const { fees } = context;
  const fee = feeOf(state, context, signed, encodedBytes);
  if (fees === null || fee === 0n) return 0n;
  const recipient = recipientOf(state, context, fees);
  if (movementStatus(state, feeAsset(state, fees), [recipient]) !== undefined) return 0n;
  debit(state, signed.transaction.sender, fees.asset, fee);
  // What was just taken from one account fits into another: the supply is bounded.
  credit(state, recipient, fees.asset, fee);
  return fee;
}

/** A vote or the genesis can name only an asset that exists, and none ever ceases to. */
function feeAsset(state: State, { asset }: Fees): AssetRecord {
  const record = state.get(stateKey.asset(asset));
  if (record === undefined) throw new Error(`fees are paid in ${asset}, which does not exist`);
  return record;
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
