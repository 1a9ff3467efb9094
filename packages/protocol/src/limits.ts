/** Every maximum of the protocol, in one place. What is over a limit is refused, never truncated. */
export const limits = {
  /** Characters of a chain id. */
  chainIdBytesMax: 32,
  validatorsMax: 64,
  /** Small, so that a proposer cycle (at most validators × power turns) stays cheap to lay out. */
  validatorPowerMax: 1000,
  operationsMax: 100,
  policyKeysMax: 16,
  /** Weights and thresholds of a policy. */
  policyWeightMax: 65_535,
  /** Signatures on one transaction: enough for 100 operations of different sources, or big policies. */
  witnessesMax: 128,
  memoBytesMax: 256,
  /** Identifiers of a remittance, as in ISO 20022. */
  remittanceIdBytesMax: 35,
  creditorReferenceBytesMax: 25,
  sealedMessageBytesMax: 512,
  /** A sealed remittance and message, padded. */
  sealedContentBytesMax: 1_024,
  /** Network keys of one node that count at the same time. */
  networkKeysMax: 4,
  /** Actions of one proposal. */
  actionsMax: 16,
  /** Pieces of evidence in one block; more wait for the next. */
  evidenceMax: 8,
  /** Blocks after which evidence is too old to count. */
  evidenceBlocksMax: 100_000,
  /** Terms that are remembered of a voter; the oldest are forgotten. */
  voterTermsMax: 16,
  /** Blocks for which a proposal can be open. */
  proposalBlocksMax: 1_000_000,
  assetCodeBytesMax: 12,
  assetNameBytesMax: 64,
  assetDecimalsMax: 18,
  /** A signed transaction, signatures included. */
  transactionBytesMax: 256 * 1024,
  blockTransactionsMax: 4096,
  /** All signed transactions of a block together. */
  blockBytesMax: 8 * 1024 * 1024,
  /** Open holds that end at the same second. */
  holdsPerSecondMax: 1024,
  /** How far ahead the end of a hold may be: 366 days. */
  holdMsMax: 366 * 24 * 3_600_000,
  /** After so many, a block leaves the rest of the holds whose time has come to the next one. */
  holdsExpiredPerBlock: 1024,
  /** Rounds of one height; with growing timeouts, days of failure. */
  roundMax: 65_535,
} as const;
