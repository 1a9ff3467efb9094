/** What a vote can change of the rules while the chain runs. */
import type { SchemeName } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { addressCodec, uint16, uint32 } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import type { Height } from './height.ts';
import { limits } from './limits.ts';
import { amountCodec, assetCodeCodec, heightCodec, schemeCodec } from './scalars.ts';

/** A scheme that may be used up to a height, or without end. */
const schemeRuleCodec = container({ scheme: schemeCodec, until: optional(heightCodec) });

/** What a transaction pays, from its sender: `perTransaction` + `perByte` × bytes + `perSignature` × witnesses. */
export const feesCodec = container({
  asset: assetCodeCodec,
  perTransaction: amountCodec,
  perByte: amountCodec,
  perSignature: amountCodec,
  /** Who gets them; `null`: the operator of the block's proposer. */
  recipient: optional(addressCodec),
});

/** Limits that a vote may lower and raise again up to the protocol's own. */
export const chainLimitsCodec = container({
  blockBytesMax: uint32,
  blockTransactionsMax: uint16,
  /** Least number of blocks between the start of a recovery and its earliest end. */
  recoveryDelay: uint32,
});

/** Under `parameters/`. */
export const parametersRecordCodec = container({
  /** Schemes that keys of accounts may use. */
  accountSchemes: list(schemeRuleCodec, limits.schemesMax, 1),
  /** Schemes that validators may vote with. */
  validatorSchemes: list(schemeRuleCodec, limits.schemesMax, 1),
  /** Schemes that recovery keys may use beside those of accounts. */
  recoverySchemes: list(schemeRuleCodec, limits.schemesMax),
  limits: chainLimitsCodec,
  /** `null`: transactions are free. */
  fees: optional(feesCodec),
});

export type SchemeRule = ValueOf<typeof schemeRuleCodec>;
export type Fees = ValueOf<typeof feesCodec>;
export type ChainLimits = ValueOf<typeof chainLimitsCodec>;
export type Parameters = ValueOf<typeof parametersRecordCodec>;

/** Schemes that recovery keys of a new chain may use beside those of accounts. */
export const defaultRecoverySchemes: readonly SchemeName[] = ['slh-dsa-sha2-128s'];

/** What a new chain begins with unless its genesis says otherwise. */
export const defaultChainLimits: ChainLimits = {
  blockBytesMax: limits.blockBytesMax,
  blockTransactionsMax: limits.blockTransactionsMax,
  recoveryDelay: 1_000,
};

/** The schemes that may be used at a height. */
export function schemesAt(rules: readonly SchemeRule[], height: Height): readonly SchemeName[] {
  return rules.filter(({ until }) => until === null || height <= until).map(({ scheme }) => scheme);
}

/** What is wrong with limits beyond their form, as a sentence; or nothing. */
export function chainLimitsProblem({
  blockBytesMax,
  blockTransactionsMax,
  recoveryDelay,
}: ChainLimits): string | undefined {
  // A block must have room for the largest transaction, or some could never be final.
  if (blockBytesMax < limits.transactionBytesMax || blockBytesMax > limits.blockBytesMax) {
    return `blockBytesMax: expected ${limits.transactionBytesMax} to ${limits.blockBytesMax}, not ${blockBytesMax}`;
  }
  if (blockTransactionsMax < 1 || blockTransactionsMax > limits.blockTransactionsMax) {
    return `blockTransactionsMax: expected 1 to ${limits.blockTransactionsMax}, not ${blockTransactionsMax}`;
  }
  if (recoveryDelay < 1) return 'recoveryDelay: expected at least 1 block, not 0';
  return undefined;
}
