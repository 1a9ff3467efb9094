/** The names that schemas have in the OpenAPI document, and an example of those that none can be made for. */
import { toBase64 } from '@trellis/crypto';
import { blockHeaderCodec } from '../../block.ts';
import type { Codec, Json } from '../../codec.ts';
import { addressCodec, hashCodec, uint64 } from '../../codec-basic.ts';
import { commitCertificateCodec } from '../../commit-certificate.ts';
import { evidenceCodec } from '../../evidence.ts';
import { validatorSetCodec } from '../../genesis.ts';
import { governanceActionCodec } from '../../governance-action.ts';
import { holdReleaseCodec } from '../../hold.ts';
import type { JsonSchema } from '../../json-schema.ts';
import { listProofCodec } from '../../list-tree.ts';
import { mapProofCodec } from '../../map-proof.ts';
import { nodeNameCodec, peerCodec } from '../../network-node.ts';
import { nodeUsageCodec } from '../../node-usage.ts';
import { operationCodec } from '../../operation.ts';
import { chainLimitsCodec, feesCodec } from '../../parameters.ts';
import { policyCodec } from '../../policy.ts';
import { receiptCodec } from '../../receipt.ts';
import { remittanceCodec } from '../../remittance.ts';
import {
  amountCodec,
  assetCodeCodec,
  chainIdCodec,
  heightCodec,
  publicKeyCodec,
  schemeCodec,
  signatureCodec,
  timeCodec,
} from '../../scalars.ts';
import { encryptionKeyCodec } from '../../sealed.ts';
import { stateKeyCodec } from '../../state-key.ts';
import { type StateKind, stateKinds } from '../../state-kinds.ts';
import { statusCodec } from '../../status.ts';
import { signedTransactionCodec, transactionCodec } from '../../transaction.ts';
import {
  apiKeyIdCodec,
  apiKeyPlanCodec,
  apiKeySecretCodec,
  apiKeyViewCodec,
  keptThumbprintCodec,
  networkTextCodec,
  newApiKeyResponseCodec,
  revokeResponseCodec,
  rotateRequestCodec,
  scopeCodec,
  thumbprintCodec,
} from '../access.ts';
import { cryptoResponseCodec } from '../account-responses.ts';
import { auditLineCodec, auditResponseCodec } from '../audit.ts';
import { blockEventCodec, transactionEventCodec } from '../block-responses.ts';
import {
  consentAnswerCodec,
  consentNameCodec,
  consentRevokedCodec,
  consentViewCodec,
  redirectUriCodec,
  signedConsentCodec,
  signedRevocationCodec,
} from '../consent.ts';
import { liveResponseCodec, readyResponseCodec } from '../health-response.ts';
import { historyEntryCodec } from '../history-response.ts';
import { namedEvidenceCodec } from '../named-evidence.ts';
import { jwksResponseCodec } from '../oauth.ts';
import { examples } from '../parameters.ts';
import { absenceProblemCodec, oauthProblemCodec, problemCodec } from '../problem.ts';
import { provenAbsenceCodec } from '../proven-entry.ts';
import { simulationResponseCodec } from '../simulation-response.ts';
import {
  batchResponseCodec,
  encodingResponseCodec,
  finalTransactionCodec,
  transactionResponseCodec,
} from '../transaction-responses.ts';
import { evidenceResponseCodec } from '../validator-responses.ts';
import { stallCauseCodec, whyResponseCodec } from '../why-response.ts';
import { listEndpoints } from './list-endpoints.ts';

const records = Object.fromEntries(
  Object.entries(stateKinds).map(([kind, { record }]) => [`${capitalised(kind)}Record`, record]),
) as Readonly<Record<`${Capitalize<StateKind>}Record`, Codec<unknown>>>;

const codecs = {
  ...records,
  AbsenceProblem: absenceProblemCodec,
  Address: addressCodec,
  Amount: amountCodec,
  ApiKey: apiKeyViewCodec,
  ApiKeyId: apiKeyIdCodec,
  ApiKeyPlan: apiKeyPlanCodec,
  ApiKeySecret: apiKeySecretCodec,
  AssetCode: assetCodeCodec,
  AuditLine: auditLineCodec,
  AuditLog: auditResponseCodec,
  BatchAnswer: batchResponseCodec,
  BlockEvent: blockEventCodec,
  BlockHeader: blockHeaderCodec,
  ChainId: chainIdCodec,
  ChainLimits: chainLimitsCodec,
  CommitCertificate: commitCertificateCodec,
  Consent: consentViewCodec,
  ConsentAnswer: consentAnswerCodec,
  ConsentName: consentNameCodec,
  CryptoSummary: cryptoResponseCodec,
  Encoding: encodingResponseCodec,
  Evidence: evidenceCodec,
  EvidenceList: evidenceResponseCodec,
  Fees: feesCodec,
  FinalTransaction: finalTransactionCodec,
  GovernanceAction: governanceActionCodec,
  Hash: hashCodec,
  Height: heightCodec,
  HistoryEntry: historyEntryCodec,
  HoldRelease: holdReleaseCodec,
  JsonWebKeys: jwksResponseCodec,
  ListProof: listProofCodec,
  Liveness: liveResponseCodec,
  MapProof: mapProofCodec,
  NamedEvidence: namedEvidenceCodec,
  Network: networkTextCodec,
  NewApiKey: newApiKeyResponseCodec,
  NodeName: nodeNameCodec,
  NodeUsage: nodeUsageCodec,
  OAuthProblem: oauthProblemCodec,
  Operation: operationCodec,
  PeerId: peerCodec,
  Policy: policyCodec,
  Problem: problemCodec,
  ProvenAbsence: provenAbsenceCodec,
  PublicKey: publicKeyCodec,
  Readiness: readyResponseCodec,
  Receipt: receiptCodec,
  Remittance: remittanceCodec,
  RedirectUri: redirectUriCodec,
  RevokedApiKey: revokeResponseCodec,
  RevokedConsent: consentRevokedCodec,
  RotationPlan: rotateRequestCodec,
  Scope: scopeCodec,
  SealingKey: encryptionKeyCodec,
  Signature: signatureCodec,
  SignatureScheme: schemeCodec,
  SignedConsent: signedConsentCodec,
  SignedConsentRevocation: signedRevocationCodec,
  SignedTransaction: signedTransactionCodec,
  Simulation: simulationResponseCodec,
  StallCause: stallCauseCodec,
  StallReport: whyResponseCodec,
  StateKey: stateKeyCodec,
  KeptThumbprint: keptThumbprintCodec,
  Thumbprint: thumbprintCodec,
  Time: timeCodec,
  Transaction: transactionCodec,
  TransactionAnswer: transactionResponseCodec,
  TransactionEvent: transactionEventCodec,
  TransactionStatus: statusCodec,
  Uint64: uint64,
  ValidatorSet: validatorSetCodec,
};

/** Of names whose schema does not say enough to make an example of. */
const exampleOfName: Readonly<Partial<Record<string, Json>>> = {
  Address: examples.address,
  Amount: '1250',
  ApiKeyId: examples.apiKeyId,
  ApiKeySecret: `trellis_${examples.apiKeyId}_${'A'.repeat(43)}`,
  AssetCode: examples.asset,
  ChainId: 'trellis-1',
  Hash: examples.hash,
  Height: '120',
  Network: '10.0.0.0/8',
  NodeName: 'node1',
  Operation: {
    type: 'transfer',
    source: examples.address,
    to: examples.address,
    asset: examples.asset,
    amount: '1250',
  },
  PeerId: '12D3KooWGzBsfRkRXVmvLpRZmCxJQb3Kb1zQfQ8Qv7dDGhGZ9bTc',
  SealingKey: toBase64(new Uint8Array(1_216).fill(0x5a)),
  ConsentName: 'A'.repeat(43),
  RedirectUri: 'https://shop.example/back',
  KeptThumbprint: 'A'.repeat(43),
  Thumbprint: 'A'.repeat(43),
  StateKey: `asset/${examples.asset}`,
  Time: '1767225600000',
  Uint64: '1767225600000',
} satisfies { readonly [Name in keyof typeof codecs]?: Json };

/** What is read at an endpoint is named after it, unless it has another name. */
const answers = listEndpoints().flatMap(({ id, answers: { 200: answer } }) =>
  answer?.codec && id.startsWith('get') ? [[answer.schema, id.slice('get'.length)] as const] : [],
);

const nameOf: ReadonlyMap<JsonSchema, string> = new Map([
  ...answers,
  ...Object.entries(codecs).map(([name, { schema }]) => [schema, name] as const),
]);

/** The name of a schema; `undefined` for one that stands where it is used. */
export function schemaName(schema: JsonSchema): string | undefined {
  return nameOf.get(schema);
}

/** A value in JSON that a schema allows, and that says what is meant where it can. */
export function exampleOf(schema: JsonSchema): Json {
  const name = nameOf.get(schema);
  const known = name && exampleOfName[name];
  if (known !== undefined) return known;
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return exampleOf(choice);
  if (schema.const !== undefined) return schema.const;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, part]) => [key, exampleOf(part)]),
      );
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () =>
        exampleOf(schema.items ?? {}),
      );
    case 'integer':
      return Math.max(1, schema.minimum ?? 0);
    case 'boolean':
      return true;
    case 'string':
      return schema.contentEncoding === 'base64' ? bytesExample(schema) : 'text';
    default:
      return null;
  }
}

/** 32 bytes, or as near to that as may be. */
function bytesExample({ minLength = 0, maxLength = 0 }: JsonSchema): string {
  const bytes = (characters: number): number => (characters / 4) * 3;
  return toBase64(
    new Uint8Array(Math.min(Math.max(32, bytes(minLength)), bytes(maxLength))).fill(0x5a),
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
