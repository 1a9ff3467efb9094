/** The HTTP API: its paths, and what goes over it as JSON. Shared by the node and its clients. */
import { assetRulesRecordCodec } from './asset-rules.ts';
import type { ValueOf } from './codec.ts';
import {
  addressCodec,
  byteList,
  hashCodec,
  tag,
  text,
  uint8,
  uint16,
  uint32,
  uint64,
} from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import { evidenceCodec } from './evidence.ts';
import { validatorSetCodec } from './genesis.ts';
import { proposalRecordCodec } from './governance.ts';
import { holdRecordCodec } from './hold.ts';
import { limits } from './limits.ts';
import { listProofCodec } from './list-tree.ts';
import { nodeNameCodec, nodeRecordCodec } from './network-node.ts';
import { parametersRecordCodec } from './parameters.ts';
import { finalHeaderFields, provenEntryCodec } from './proven-entry.ts';
import { receiptCodec } from './receipt.ts';
import { recoveryRecordCodec } from './recovery.ts';
import { grantableRoleCodec } from './role.ts';
import {
  amountCodec,
  assetCodeCodec,
  chainIdCodec,
  heightCodec,
  publicKeyCodec,
  roundCodec,
  schemeCodec,
  timeCodec,
} from './scalars.ts';
import { auditorRecordCodec, encryptionKeyRecordCodec } from './sealed.ts';
import { accountRecordCodec, assetRecordCodec } from './state-entry.ts';
import { statusCodec } from './status.ts';
import { signedTransactionCodec, transactionCodec } from './transaction.ts';

export {
  type ApiKeyPlan,
  type ApiKeyView,
  apiKeyIdCodec,
  apiKeyPlanCodec,
  apiKeyPlanFields,
  apiKeysResponseCodec,
  apiKeyViewCodec,
  isScope,
  type NewApiKeyResponse,
  newApiKeyResponseCodec,
  revokeResponseCodec,
  rotateRequestCodec,
  type Scope,
  scopeCodec,
  scopes,
} from './access.ts';
export { apiPaths } from './api-paths.ts';
export {
  type AuditEntry,
  type AuditFact,
  type AuditLine,
  auditEntryCodec,
  auditLineCodec,
  auditPageMax,
  auditResponseCodec,
} from './audit.ts';
export { type ConnectionResponse, connectionResponseCodec } from './connection-response.ts';
export {
  liveResponseCodec,
  type ReadyResponse,
  readyResponseCodec,
  type UnreadyReason,
} from './health-response.ts';
export {
  type HistoryEntry,
  type HistoryResponse,
  historyEntriesMax,
  historyResponseCodec,
} from './history-response.ts';
export {
  type JwksResponse,
  jwksResponseCodec,
  type TokenResponse,
  tokenResponseCodec,
} from './oauth.ts';
export { provenEntryCodec } from './proven-entry.ts';
export { type SimulationResponse, simulationResponseCodec } from './simulation-response.ts';
export { type StallCause, type WhyResponse, whyResponseCodec } from './why-response.ts';

/** Most transactions in one batch. */
const batchMax = 4096;

const shortText = text(256, 'text', (value): value is string => value.isWellFormed());

/** `GET /v1/status` */
export const statusResponseCodec = container({
  version: shortText,
  chainId: chainIdCodec,
  genesisHash: hashCodec,
  node: container({
    name: shortText,
    peer: shortText,
    /** Address of the key that it votes with at the next height; `null` for a node that only follows. */
    validator: optional(addressCodec),
    /** Who computes its signatures: `native` (OpenSSL) or `portable` (JavaScript). */
    provider: shortText,
    /** Key exchanges that its connections may use, the most wanted first, by their TLS names. */
    groups: list(shortText, 16),
    /** `no`: the classical X25519 is among them. */
    requirePostQuantum: tag({ no: 0, yes: 1 }),
  }),
  /** The newest final block. */
  head: container({ height: heightCodec, blockId: hashCodec, time: timeCodec }),
  consensus: container({
    height: heightCodec,
    round: roundCodec,
    step: tag({ idle: 0, propose: 1, prevote: 2, precommit: 3, decided: 4 }),
  }),
  mempool: container({ count: uint32, bytes: uint32 }),
  peers: list(
    container({
      name: shortText,
      peer: shortText,
      connected: tag({ no: 0, yes: 1 }),
      /** What the connection's two ends agreed on, by the names of TLS; `null` when it is not connected. */
      channel: optional(
        container({
          group: shortText,
          cipher: shortText,
          signatureScheme: shortText,
          networkKey: addressCodec,
        }),
      ),
      since: optional(timeCodec),
      direction: optional(tag({ inbound: 0, outbound: 1 })),
      /** Why it is not connected, as far as this node knows. */
      reason: optional(shortText),
      bytesReceived: uint64,
      bytesSent: uint64,
    }),
    1024,
  ),
});

/** `GET /v1/validators` */
export const validatorsResponseCodec = container({
  height: heightCodec,
  validators: list(
    container({
      name: shortText,
      address: addressCodec,
      scheme: schemeCodec,
      publicKey: publicKeyCodec,
      power: uint16,
    }),
    limits.validatorsMax,
  ),
});

/** Most changes of the validators in one answer. */
const validatorChangesMax = 64;

/**
 * `GET /v1/validators/changes?from={height}`: the blocks from this height on that are followed by other
 * validators, in order, with who they are. Each is certified by the validators before it.
 */
export const validatorChangesResponseCodec = container({
  changes: list(
    container({ ...finalHeaderFields, validators: validatorSetCodec }),
    validatorChangesMax,
  ),
});

/** Evidence, and the node that the offender votes or voted for. */
const namedEvidence = container({ node: nodeNameCodec, evidence: evidenceCodec });

/**
 * `GET /v1/evidence`: the newest blocks with evidence of equivocation, all that each of them holds, and what
 * waits for a block.
 */
export const evidenceResponseCodec = container({
  blocks: list(
    container({ ...finalHeaderFields, evidence: list(namedEvidence, limits.evidenceMax, 1) }),
    64,
  ),
  waiting: list(namedEvidence, 4096),
});

/** Most elements in one answer of a list that goes on. */
export const listPageMax = 1_000;

/** `GET /v1/nodes?after={name}`: the registry in the order of names, a page at a time. */
export const nodesResponseCodec = container({
  height: heightCodec,
  nodes: list(nodeRecordCodec, listPageMax),
  /** What to name as `after` for the next page; `null`: this is the last one. */
  next: optional(shortText),
});

/** `GET /v1/parameters` */
export const parametersResponseCodec = container({
  parameters: parametersRecordCodec,
  entry: provenEntryCodec,
});

/** `GET /v1/proposals?before={number}`: the newest first, a page at a time. */
export const proposalsResponseCodec = container({
  height: heightCodec,
  proposals: list(proposalRecordCodec, listPageMax),
  /** What to name as `before` for the next page; `null`: this is the last one. */
  next: optional(uint32),
});

/** `GET /v1/proposals/{number}` */
export const proposalResponseCodec = container({
  proposal: proposalRecordCodec,
  entry: provenEntryCodec,
});

/** `GET /v1/roles/{address}`: what an account may do beyond holding and paying. */
export const rolesResponseCodec = container({
  address: addressCodec,
  roles: list(grantableRoleCodec, 16),
  /** Power of the validators it operates, with which it votes on proposals; 0 for none. */
  votingPower: uint32,
  entry: provenEntryCodec,
});

/**
 * `GET /v1/crypto`: how much of the chain withstands a quantum computer. The sums are the node's word; the
 * power follows from the validators, and each account has a proof of its own.
 */
export const cryptoResponseCodec = container({
  height: heightCodec,
  power: container({ total: uint32, postQuantum: uint32 }),
  accounts: container({ total: uint64, postQuantum: uint64 }),
  /** What accounts hold of each asset or have reserved, and how much of it those that are post-quantum. */
  assets: list(
    container({ asset: assetCodeCodec, total: amountCodec, postQuantum: amountCodec }),
    65_536,
  ),
});

/** Most accounts in one answer. */
export const accountsPageMax = 100;

/** `GET /v1/accounts?after={address}`: accounts in the order of their addresses, a page at a time. */
export const accountsResponseCodec = container({
  height: heightCodec,
  accounts: list(
    container({
      address: addressCodec,
      /** The last one used. */
      sequence: uint64,
      /** How many keys can sign for it. */
      keys: uint8,
      /** Whether nobody can satisfy its policy without a post-quantum key. */
      postQuantum: tag({ no: 0, yes: 1 }),
    }),
    accountsPageMax,
  ),
  /** What to give as `after` for the next page; `null`: this is the last. */
  next: optional(addressCodec),
});

/** `GET /v1/accounts/{address}` */
export const accountResponseCodec = container({
  address: addressCodec,
  account: optional(accountRecordCodec),
  balances: list(container({ asset: assetCodeCodec, amount: amountCodec }), 65_536),
  /** Which keys of the policy are registered, so that a witness can leave them out. */
  registeredKeys: list(addressCodec, 2 * limits.policyKeysMax),
  entry: provenEntryCodec,
});

/** `GET /v1/accounts/{address}/recovery`: who can recover the account, and a recovery that is under way. */
export const recoveryResponseCodec = container({
  address: addressCodec,
  recovery: optional(recoveryRecordCodec),
  entry: provenEntryCodec,
});

/** `GET /v1/accounts/{address}/balances/{asset}` */
export const balanceResponseCodec = container({
  address: addressCodec,
  asset: assetCodeCodec,
  amount: amountCodec,
  entry: provenEntryCodec,
});

/** `GET /v1/assets/{asset}` */
export const assetResponseCodec = container({ asset: assetRecordCodec, entry: provenEntryCodec });

/** `GET /v1/assets/{asset}/rules`: what its issuer may do to holders. */
export const assetRulesResponseCodec = container({
  asset: assetCodeCodec,
  /** All off, and nothing locked, when the entry proves that there is no record. */
  rules: assetRulesRecordCodec,
  entry: provenEntryCodec,
});

/** `GET /v1/assets/{asset}/holders/{address}`: how the rules of an asset concern an account. */
export const holderResponseCodec = container({
  asset: assetCodeCodec,
  address: addressCodec,
  /** The block that froze it; `null`: it is not frozen. */
  frozenSince: optional(heightCodec),
  /** The block that put it on the allow-list; `null`: it is not there. */
  listedSince: optional(heightCodec),
  freezeEntry: provenEntryCodec,
  allowEntry: provenEntryCodec,
});

/** `GET /v1/holds/{id}` */
export const holdResponseCodec = container({
  id: hashCodec,
  /** `null` when there is none: it was paid out, went back, or never was. */
  hold: optional(holdRecordCodec),
  entry: provenEntryCodec,
});

/** `GET /v1/accounts/{address}/encryption`: the key that texts for an account are sealed with. */
export const encryptionResponseCodec = container({
  address: addressCodec,
  encryption: optional(encryptionKeyRecordCodec),
  entry: provenEntryCodec,
});

/** `GET /v1/assets/{asset}/auditor`: who else can read what is sealed in payments of an asset. */
export const auditorResponseCodec = container({
  asset: assetCodeCodec,
  auditor: optional(auditorRecordCodec),
  entry: provenEntryCodec,
});

/** Most holds in one answer. */
export const holdsMax = 1024;

/** `GET /v1/accounts/{address}/holds`: open ones that it pays, gets or decides; those that end first come first. */
export const holdsResponseCodec = container({
  height: heightCodec,
  holds: list(container({ id: hashCodec, hold: holdRecordCodec }), holdsMax),
});

/** `GET /v1/assets?after={asset}`: in the order of their codes, a page at a time. */
export const assetsResponseCodec = container({
  assets: list(assetRecordCodec, listPageMax),
  /** What to name as `after` for the next page; `null`: this is the last one. */
  next: optional(assetCodeCodec),
});

/** `POST /v1/transactions`, and `GET /v1/transactions/{id}` as long as it waits. */
const pendingFields = { transactionId: hashCodec };

/** A final transaction with the proofs that it, and its receipt, are in the block. */
export const finalTransactionCodec = container({
  transactionId: hashCodec,
  height: heightCodec,
  index: uint32,
  receipt: receiptCodec,
  /** Its signatures may have been pruned; its body never is. */
  signed: signedTransactionCodec,
  transactionProof: listProofCodec,
  receiptProof: listProofCodec,
  ...finalHeaderFields,
});

/** `final` is `null` as long as the transaction waits for a block. */
export const transactionResponseCodec = container({
  ...pendingFields,
  final: optional(finalTransactionCodec),
});

/** `POST /v1/transactions/batch`: what became of each, in order. */
export const batchResponseCodec = container({
  results: list(
    container({ transactionId: optional(hashCodec), refusal: optional(shortText) }),
    batchMax,
  ),
});

/**
 * `POST /v1/transactions/encoding`: what the keys of a transaction sign, for clients that can't encode
 * one themselves. A signature over `message` is made with `context` (FIPS 204 §5.2).
 */
export const encodingResponseCodec = container({
  transactionId: hashCodec,
  message: byteList(limits.transactionBytesMax),
  context: shortText,
});

/** Most waiting transactions in one answer. */
export const mempoolShownMax = 100;

/** `GET /v1/mempool`: the oldest of the transactions that wait for a block. */
export const mempoolResponseCodec = container({
  count: uint32,
  bytes: uint32,
  transactions: list(
    container({
      transactionId: hashCodec,
      transaction: transactionCodec,
      bytes: uint32,
      signatureBytes: uint32,
    }),
    mempoolShownMax,
  ),
});

/** `GET /v1/blocks/{height}` and `GET /v1/blocks/latest` */
export const blockResponseCodec = container({
  blockId: hashCodec,
  ...finalHeaderFields,
  transactions: list(
    container({
      transactionId: hashCodec,
      status: statusCodec,
      failedOperation: optional(uint8),
      bytes: uint32,
      signatureBytes: uint32,
    }),
    limits.blockTransactionsMax,
  ),
});

/** Event `block` of `GET /v1/events` */
export const blockEventCodec = container({
  height: heightCodec,
  blockId: hashCodec,
  time: timeCodec,
  round: roundCodec,
  proposer: addressCodec,
  transactions: uint32,
});

/** Event `transaction` of `GET /v1/events` */
export const transactionEventCodec = container({
  transactionId: hashCodec,
  height: heightCodec,
  status: statusCodec,
});

/** An error, as RFC 9457 problem details with the ledger's stable code. */
export const problemCodec = container({
  type: shortText,
  title: shortText,
  status: uint16,
  code: shortText,
  detail: text(4096, 'text', (value): value is string => value.isWellFormed()),
});

export type StatusResponse = ValueOf<typeof statusResponseCodec>;
export type ValidatorChangesResponse = ValueOf<typeof validatorChangesResponseCodec>;
export type ValidatorChange = ValidatorChangesResponse['changes'][number];
export type EvidenceResponse = ValueOf<typeof evidenceResponseCodec>;
export type EvidenceBlock = EvidenceResponse['blocks'][number];
export type NodesResponse = ValueOf<typeof nodesResponseCodec>;
export type ParametersResponse = ValueOf<typeof parametersResponseCodec>;
export type ProposalsResponse = ValueOf<typeof proposalsResponseCodec>;
export type ProposalResponse = ValueOf<typeof proposalResponseCodec>;
export type RolesResponse = ValueOf<typeof rolesResponseCodec>;
export type EncryptionResponse = ValueOf<typeof encryptionResponseCodec>;
export type AuditorResponse = ValueOf<typeof auditorResponseCodec>;
export type ValidatorsResponse = ValueOf<typeof validatorsResponseCodec>;
export type ProvenEntry = ValueOf<typeof provenEntryCodec>;
export type AccountsResponse = ValueOf<typeof accountsResponseCodec>;
export type AccountResponse = ValueOf<typeof accountResponseCodec>;
export type CryptoResponse = ValueOf<typeof cryptoResponseCodec>;
export type RecoveryResponse = ValueOf<typeof recoveryResponseCodec>;
export type BalanceResponse = ValueOf<typeof balanceResponseCodec>;
export type AssetResponse = ValueOf<typeof assetResponseCodec>;
export type AssetRulesResponse = ValueOf<typeof assetRulesResponseCodec>;
export type HoldResponse = ValueOf<typeof holdResponseCodec>;
export type HoldsResponse = ValueOf<typeof holdsResponseCodec>;
export type HolderResponse = ValueOf<typeof holderResponseCodec>;
export type AssetsResponse = ValueOf<typeof assetsResponseCodec>;
export type FinalTransaction = ValueOf<typeof finalTransactionCodec>;
export type TransactionResponse = ValueOf<typeof transactionResponseCodec>;
export type MempoolResponse = ValueOf<typeof mempoolResponseCodec>;
export type BlockResponse = ValueOf<typeof blockResponseCodec>;
export type BlockEvent = ValueOf<typeof blockEventCodec>;
export type TransactionEvent = ValueOf<typeof transactionEventCodec>;
export type Problem = ValueOf<typeof problemCodec>;

/** Body of `POST /v1/transactions/batch` as `application/octet-stream`: signed transactions, encoded. */
export const batchRequestCodec = list(byteList(limits.transactionBytesMax), batchMax, 1);
