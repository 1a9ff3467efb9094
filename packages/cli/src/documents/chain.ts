/** The documents of commands that show what a chain and a node hold. */
import {
  accountRecordCodec,
  aliasCodec,
  aliasRecordCodec,
  assetRecordCodec,
  assetRulesRecordCodec,
  holdRecordCodec,
  type JsonSchema,
  mandateRecordCodec,
  parametersRecordCodec,
  proposalRecordCodec,
  protocolRecordCodec,
  recoveryRecordCodec,
} from '@trellis/protocol';
import {
  assetsResponseCodec,
  cryptoResponseCodec,
  evidenceResponseCodec,
  holdsResponseCodec,
  nodesResponseCodec,
  peersCodec,
  proposalsResponseCodec,
  statusResponseCodec,
  validatorsResponseCodec,
  whyResponseCodec,
} from '@trellis/protocol/http-api';
import { readableSchema } from '../readable-json.ts';
import {
  account,
  address,
  amount,
  answer,
  count,
  decimal,
  either,
  entry,
  flag,
  hash,
  list,
  nullable,
  proven,
  record,
  text,
} from './schema.ts';

/** Of what a standard describes no more than that it is meant. */
const cycloneDx: JsonSchema = {
  type: 'object',
  description:
    'cryptographic inventory, CycloneDX 1.6: https://cyclonedx.org/schema/bom-1.6.schema.json',
  properties: { bomFormat: { type: 'string', const: 'CycloneDX' }, specVersion: text },
  required: ['bomFormat', 'specVersion', 'components'],
};

export const chainDocuments = {
  'account show': record({
    ...account,
    account: nullable(accountRecordCodec.schema),
    balances: list(record(amount)),
    registeredKeys: list(address),
    ...proven,
  }),
  'asset show': record({
    asset: readableSchema(assetRecordCodec.schema),
    rules: assetRulesRecordCodec.schema,
    ...proven,
  }),
  'asset list': answer(assetsResponseCodec),
  'asset holder': record({
    asset: text,
    ...account,
    frozenSince: nullable(decimal),
    listedSince: nullable(decimal),
    freezeEntry: entry,
    allowEntry: entry,
    ...proven,
  }),
  'holds list': answer(holdsResponseCodec),
  'holds show': record({
    id: hash,
    hold: nullable(readableSchema(holdRecordCodec.schema)),
    ...proven,
  }),
  'holds secret': record({ file: text, sha256: hash }),
  'alias show': record({ ...account, aliases: list(aliasCodec.schema), ...proven }),
  'alias find': record({
    alias: aliasCodec.schema,
    record: nullable(aliasRecordCodec.schema),
    ...proven,
  }),
  'alias iban-key': record({ file: text, keyNumber: count }),
  'mandate list': record({ ...account, mandates: list(hash), ...proven }),
  'mandate show': record({
    id: hash,
    mandate: nullable(readableSchema(mandateRecordCodec.schema)),
    ...proven,
  }),
  'recovery show': record({
    ...account,
    recovery: nullable(recoveryRecordCodec.schema),
    ...proven,
  }),
  'sealing show': either(
    record({ asset: text, auditor: nullable(record(account)), proofChecked: flag }),
    record({ ...account, publicKey: nullable(text), proofChecked: flag }),
  ),
  'governance list': answer(proposalsResponseCodec),
  'governance show': record({ proposal: proposalRecordCodec.schema, ...proven }),
  'governance nodes': answer(nodesResponseCodec),
  'governance parameters': record({ parameters: parametersRecordCodec.schema, ...proven }),
  'governance roles': record({ ...account, roles: list(text), votingPower: count, ...proven }),
  'governance protocol': record({
    protocol: nullable(protocolRecordCodec.schema),
    reported: record({
      knownVersion: count,
      validators: list(record({ node: text, power: count, version: nullable(count) })),
    }),
    ...proven,
  }),
  validators: answer(validatorsResponseCodec, { areTrusted: nullable(flag) }),
  status: either(answer(statusResponseCodec), answer(whyResponseCodec)),
  evidence: answer(evidenceResponseCodec, { proofChecked: flag }),
  peers: record({ node: text, peers: readableSchema(peersCodec.schema) }),
  'crypto status': answer(cryptoResponseCodec, { powerChecked: nullable(flag) }),
  cbom: cycloneDx,
} satisfies Readonly<Record<string, JsonSchema>>;
