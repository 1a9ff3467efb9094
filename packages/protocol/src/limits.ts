/**
 * Every maximum that more than one place goes by: of what the chain is made of, of what nodes send each other,
 * and of the HTTP API. What is over a limit is refused, never truncated. A limit that follows from
 * another is computed from it. What one module alone holds in memory has its limit beside it.
 */

const kibibyte = 1_024;
const mebibyte = 1_024 * kibibyte;
const hashBytes = 32;

const transactionBytesMax = 256 * kibibyte;
const blockTransactionsMax = 4_096;
const blockBytesMax = 8 * mebibyte;
const blockContentBytesMax = blockBytesMax + mebibyte;
/** The hashes of all transactions of a block. */
const blockHashesBytes = blockTransactionsMax * hashBytes;
const linksMax = 256;
const snapshotDepthMax = 16;
const snapshotChunkBytes = 256 * kibibyte;
const snapshotChunkBytesMax = 32 * snapshotChunkBytes;

/** Rules of the chain: nodes that go by other ones disagree about what is valid. */
const chain = {
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
  /** A sealed remittance, message and document, padded. */
  sealedContentBytesMax: 8 * kibibyte,
  /** Of them in blocks of the first version. */
  sealedContentBytesFirst: 1_024,
  /** What names the form of a sealed document, such as `pacs.008.001.08`. */
  sealedFormBytesMax: 35,
  /** Who can open what is sealed: the payee and the auditor. */
  sealedReadersMax: 2,
  /** Letters of a name of an account, and bytes: Vietnamese letters have three. */
  aliasNameMax: 32,
  aliasNameBytesMax: 96,
  /** Names and identifiers of one account. */
  aliasesMax: 16,
  /** Earlier holders of an alias that its record tells of; the oldest are forgotten. */
  aliasHistoryMax: 16,
  /** Mandates of one account that are not revoked. */
  mandatesMax: 64,
  mandatePayeesMax: 16,
  mandatePeriodMsMin: 1_000,
  /** How far ahead the end of a mandate may be: 3,660 days. */
  mandateMsMax: 3_660 * 24 * 3_600_000,
  nodeNameBytesMax: 32,
  releaseNameBytesMax: 64,
  /** Network keys of one node that count at the same time. */
  networkKeysMax: 4,
  /** Signature schemes that a chain lists for one use. */
  schemesMax: 16,
  /** Roles of one account. */
  rolesMax: 16,
  /** Actions of one proposal. */
  actionsMax: 16,
  /** Pieces of evidence in one block; more wait for the next. */
  evidenceMax: 8,
  /** Blocks after which evidence is too old to count. */
  evidenceBlocksMax: 100_000,
  /** Terms in the history of a validator; the oldest are forgotten. */
  validatorHistoryTermsMax: 16,
  /** Blocks for which a proposal can be open. */
  proposalBlocksMax: 1_000_000,
  /** Blocks ahead of the newest that a transaction can be valid until. */
  validityBlocksMax: 10_000n,
  idempotencyKeyMax: 255,
  assetCodeBytesMax: 12,
  assetNameBytesMax: 64,
  assetDecimalsMax: 18,
  /** A signed transaction, signatures included. */
  transactionBytesMax,
  blockTransactionsMax,
  /** All signed transactions of a block together. */
  blockBytesMax,
  /** Open holds that end at the same second. */
  holdsPerSecondMax: 1024,
  /** How far ahead the end of a hold may be: 366 days. */
  holdMsMax: 366 * 24 * 3_600_000,
  /** After so many, a block leaves the rest of the holds whose time has come to the next one. */
  holdsExpiredPerBlock: 1024,
  /** Rounds of one height; with growing timeouts, days of failure. */
  roundMax: 65_535,
  genesisAccountsMax: 1_000_000,
  /** Assets of a genesis, and balances of one of its accounts. */
  genesisAssetsMax: 1_024,
  genesisObserversMax: 1_024,
  /** A sentence in which a node says why there is no new block. */
  sentenceBytesMax: 16_384,
  /** Why a chain was recovered, in words. */
  recoveryReasonBytesMax: 500,
  /** Signatures under the recovery of a chain: every operator may have an account of several keys. */
  recoverySignaturesMax: 256,
  /** Recoveries of one chain. */
  chainRecoveriesMax: 16,
} as const;

/** Snapshots of the state. */
const snapshots = {
  /** Levels of the map above the chunks: 65,536 chunks. */
  snapshotDepthMax,
  /** A chunk on average: some dozens of milliseconds to check, and quick to ask of another peer. */
  snapshotChunkBytes,
  /** How entries divide over chunks follows from their hashes, and one entry may be large. */
  snapshotChunkBytesMax,
  snapshotChunkEntriesMax: 65_536,
  /** Changes of the validators between the genesis and a snapshot. */
  snapshotChangesMax: 65_536,
  /** The head and all changes of the validators. */
  snapshotHeadBytesMax: 128 * mebibyte,
  /** The value of one entry of the state. */
  stateValueBytesMax: mebibyte,
} as const;

/** What nodes send each other. By itself, so that a client does not load it. */
export const messageLimits = {
  /** A final block: its transactions, and its header, certificate and evidence. */
  blockContentBytesMax,
  /** Transactions that are gossiped or answered together. */
  transactionBatchMax: 1_024,
  /** The largest transaction, or many small ones. */
  gossipTransactionsBytesMax: 4 * transactionBytesMax,
  /** A compact block with its evidence and certificate. */
  gossipBlockBytesMax: 4 * blockHashesBytes,
  /** What lists the transactions of a block travels as one message. */
  directMessageBytesMax: 2 * blockHashesBytes,
  requestBytesMax: 2 * blockHashesBytes,
  /** One chunk of an answer: a whole block, or a chunk of a snapshot. */
  answerChunkBytesMax: Math.max(blockContentBytesMax, snapshotChunkBytesMax),
  /** Final blocks of one answer; whoever wants more asks again. */
  answerBlocksMax: 64,
  /** Final blocks of one answer, but for the last. */
  answerBlockBytesMax: 2 * blockBytesMax,
  /** Rounds that a peer tells of at once. */
  roundSummariesMax: 16,
  /** Connections that a node tells of; more than any keeps open. */
  linksMax,
  linksBytesMax: linksMax * 512,
  /** Keys of one validator that a peer is asked about: two while it changes its key. */
  helloKeysMax: 4,
  /** Of an answer to `hello`: a message of each key, with the largest signature. */
  helloBytesMax: 4 * 8 * kibibyte,
} as const;

/** Requests and answers of the HTTP API. */
const httpApi = {
  /** The JSON of the largest transaction: base64 is a third longer than bytes, an address twice as long. */
  transactionJsonBytesMax: 4 * transactionBytesMax,
  /** Brackets within brackets of a body in JSON; the deepest that there is has 10. */
  jsonDepthMax: 32,
  /** Names and values of a body in JSON: a transaction whose 100 operations each set a policy of 16 keys fits. */
  jsonValuesMax: 16_384,
  /** Fields of a form. */
  formFieldsMax: 32,
  /** Transactions submitted together, encoded: as many as a block holds, and less than two of the largest blocks. */
  submittedBatchBytesMax: 2 * blockBytesMax,
  /** The largest answers are a genesis of many accounts and the list of all assets. */
  answerJsonBytesMax: 8 * blockBytesMax,
  listPageMax: 1_000,
  accountsPageMax: 100,
  auditPageMax: 1_000,
  historyPageMax: 100,
  holdsShownMax: 1_024,
  mempoolShownMax: 100,
  validatorChangesPageMax: 64,
  /** Headers between one whose certificate was pruned and the next that is certified. */
  headerLinksMax: 1_000,
  /** Nodes that are named as keeping what another one has pruned. */
  keepersShownMax: 16,
  /** Blocks with evidence, the newest. */
  evidenceBlocksShownMax: 64,
  apiKeysMax: 4_096,
} as const;

/** Slow and lossy links on purpose, for drills and measurements. */
export const faultLimits = {
  latencyMsMax: 60_000,
  lossPerMillionMax: 500_000,
} as const;

export const limits = { ...chain, ...snapshots, ...httpApi } as const;
