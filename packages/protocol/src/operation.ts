/** What a transaction can do. Each operation names its source: the account whose policy must be met. */
import { assetRulesCodec, clawbackReasonCodec } from './asset-rules.ts';
import type { ValueOf } from './codec.ts';
import { addressCodec, hashCodec, text, uint8, uint32 } from './codec-basic.ts';
import { container, optional, union } from './codec-composite.ts';
import { actionsCodec, choiceCodec } from './governance.ts';
import { holdReleaseCodec, preimageCodec } from './hold.ts';
import { limits } from './limits.ts';
import { policyCodec } from './policy.ts';
import { recoveryRuleCodec } from './recovery.ts';
import { remittanceCodec } from './remittance.ts';
import { amountCodec, assetCodeCodec, heightCodec, timeCodec } from './scalars.ts';
import { encryptionKeyCodec, sealedCodec } from './sealed.ts';

/** 1 to 64 bytes of text without control characters. */
const assetNameCodec = text(
  limits.assetNameBytesMax,
  'a name of 1 to 64 bytes without control characters',
  (value): value is string => /^\P{Cc}+$/u.test(value),
);

/**
 * A hold with its payer and payee, though the hold says the same: whoever signs sees who gets units from
 * whom, also without a node, and so does whoever follows an account.
 */
const heldFields = { source: addressCodec, hold: hashCodec, from: addressCodec, to: addressCodec };

/** Selectors are stable; a retired one is never used again. */
export const operationCodec = union({
  /** Creates the account whose address follows from `policy` (`policyAddress`). */
  createAccount: [1, container({ source: addressCodec, policy: policyCodec })],
  /** Replaces the source's own policy, from the next block on. */
  setPolicy: [2, container({ source: addressCodec, policy: policyCodec })],
  /** Defines an asset with the source as its issuer. Amounts count units of 10^-decimals. */
  defineAsset: [
    3,
    container({
      source: addressCodec,
      asset: assetCodeCodec,
      decimals: uint8,
      name: assetNameCodec,
    }),
  ],
  /** The issuer creates units and gives them to `to`. */
  mint: [
    4,
    container({
      source: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
    }),
  ],
  /** A holder destroys units of its own. */
  burn: [5, container({ source: addressCodec, asset: assetCodeCodec, amount: amountCodec })],
  /** Moves units from the source to `to`. */
  transfer: [
    6,
    container({
      source: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
    }),
  ],
  /** Puts actions to the vote, and approves them with the source's own power. */
  propose: [40, container({ source: addressCodec, actions: actionsCodec, expiresAt: heightCodec })],
  /** Votes on an open proposal; a later vote of the same operator replaces the earlier. */
  vote: [41, container({ source: addressCodec, proposal: uint32, choice: choiceCodec })],
  /** Names the keys that can recover the source; `null`: none can. */
  setRecovery: [50, container({ source: addressCodec, recovery: optional(recoveryRuleCodec) })],
  /** Begins to give the source another policy; signed by its recovery keys. */
  startRecovery: [51, container({ source: addressCodec, policy: policyCodec })],
  /** The owner ends a recovery that was started. */
  vetoRecovery: [52, container({ source: addressCodec })],
  /** Gives the source the policy, once the delay has passed; signed by its recovery keys. */
  finishRecovery: [53, container({ source: addressCodec })],
  /** Takes units from the source and keeps them for `to` until they are paid out, or go back. */
  reserve: [
    70,
    container({
      source: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      /** Milliseconds since 1970; a whole second. */
      expiresAt: timeCodec,
      release: holdReleaseCodec,
    }),
  ],
  /** The arbiter pays `amount` of a hold to its payee; what is left of it goes back to the payer. */
  postHold: [71, container({ ...heldFields, asset: assetCodeCodec, amount: amountCodec })],
  /** Anybody shows what the hash of a hold was made of; all of it is paid to its payee. */
  claimHold: [72, container({ ...heldFields, preimage: preimageCodec })],
  /** The arbiter or the payee gives a hold back before its time; or the issuer, if it may claw back. */
  voidHold: [73, container(heldFields)],
  /** A transfer that says what it is for. */
  pay: [
    80,
    container({
      source: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      remittance: remittanceCodec,
    }),
  ],
  /** A transfer that says what it is for to the payee alone, and to the asset's auditor if it has one. */
  paySealed: [
    81,
    container({
      source: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      sealed: sealedCodec,
    }),
  ],
  /** Publishes the key that texts for the source are sealed with; `null`: none any more. */
  setEncryptionKey: [
    82,
    container({ source: addressCodec, publicKey: optional(encryptionKeyCodec) }),
  ],
  /** The issuer says who else can read what is sealed in payments of its asset; `null`: nobody. */
  setAuditor: [
    83,
    container({ source: addressCodec, asset: assetCodeCodec, auditor: optional(addressCodec) }),
  ],
  /** The issuer changes or locks what it may do to holders; what is locked stays as it is. */
  setAssetRules: [
    60,
    container({ source: addressCodec, asset: assetCodeCodec, rules: assetRulesCodec }),
  ],
  /** The issuer freezes what an account has of its asset; `null`: all of it, whoever has it. */
  freeze: [
    61,
    container({ source: addressCodec, asset: assetCodeCodec, account: optional(addressCodec) }),
  ],
  /** Ends a freeze; `null`: that of the whole asset, and not those of accounts. */
  unfreeze: [
    62,
    container({ source: addressCodec, asset: assetCodeCodec, account: optional(addressCodec) }),
  ],
  /** The issuer takes units of its asset from `from` into its own account. */
  clawback: [
    63,
    container({
      source: addressCodec,
      from: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      reason: clawbackReasonCodec,
    }),
  ],
  /** The issuer puts an account on the allow-list of its asset. */
  allowHolder: [
    64,
    container({ source: addressCodec, asset: assetCodeCodec, account: addressCodec }),
  ],
  /** The issuer takes an account off the allow-list; what it holds stays where it is. */
  disallowHolder: [
    65,
    container({ source: addressCodec, asset: assetCodeCodec, account: addressCodec }),
  ],
});

export type Operation = ValueOf<typeof operationCodec>;
export type OperationType = Operation['type'];
export type OperationOf<T extends OperationType> = Extract<Operation, { type: T }>;
