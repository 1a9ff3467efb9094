/** The documents of commands that work on this machine: keys, testnets, a node's folders, measurements. */
import { doctorChecks } from '@trellis/node';
import type { JsonSchema } from '@trellis/protocol';
import {
  apiKeyViewCodec,
  auditLineCodec,
  newApiKeyResponseCodec,
  statusResponseCodec,
} from '@trellis/protocol/http-api';
import { readableSchema } from '../readable-json.ts';
import {
  address,
  answer,
  count,
  decimal,
  either,
  flag,
  hash,
  list,
  measure,
  nullable,
  oneOf,
  record,
  text,
  units,
} from './schema.ts';

const keyFields: Readonly<Record<string, JsonSchema>> = {
  name: text,
  scheme: text,
  account: address,
  key: text,
  publicKey: { type: 'string', contentEncoding: 'base64' },
  postQuantum: flag,
  file: text,
};

const key = record(keyFields);

const node = { name: text, http: text, httpPort: count, networkPort: count };

const testnet = {
  chainId: text,
  scheme: text,
  folder: text,
  nodes: list(
    record({
      ...node,
      pid: nullable(count),
      status: nullable(readableSchema(statusResponseCodec.schema)),
    }),
  ),
};

const recovery = {
  hash,
  height: decimal,
  reason: text,
  operators: list(record({ address, nodes: list(text) })),
  lost: list(text),
  validators: list(text),
  mayLackFinalBlocks: flag,
};

const recoveryFile = record({ file: text, ...recovery });

const snapshot = record({
  path: text,
  height: decimal,
  blockId: hash,
  entries: count,
  chunks: count,
  bytes: count,
});

const bytesByName: JsonSchema = { type: 'object', additionalProperties: count };

const backup = {
  node: text,
  chainId: text,
  height: decimal,
  blockId: hash,
  madeAt: text,
  transactions: count,
  signatures: count,
  stateEntries: count,
};

const dialOutcome = oneOf('reached', 'refused', 'timeout', 'unreachable', 'noAddress');

/** What a fault was done to, and what there was nothing to do to. */
const struck = (name: string): JsonSchema => record({ [name]: list(text), unchanged: list(text) });

const apiKey = readableSchema(apiKeyViewCodec.schema);
const newApiKey = either(
  readableSchema(newApiKeyResponseCodec.schema),
  record({ key: apiKey, file: text }),
);

/** A measurement; the form of `raw` is of its kind. */
const run = record({
  format: oneOf('trellis-bench/1'),
  kind: text,
  complete: flag,
  failure: nullable(text),
  machine: record({ processor: text, cores: count, memoryBytes: measure, system: text }),
  versions: { type: 'object', additionalProperties: text },
  commit: text,
  seed: count,
  startedAt: text,
  seconds: measure,
  command: text,
  parameters: {
    type: 'object',
    additionalProperties: { anyOf: [text, measure, flag, { type: 'null' }] },
  },
  metrics: list(
    record(
      {
        name: text,
        subject: text,
        unit: text,
        better: oneOf('lower', 'higher', 'none'),
        samples: list(measure),
      },
      { yardstick: list(measure) },
    ),
  ),
  raw: {},
});

const phase = record({
  scheme: text,
  payments: count,
  seconds: measure,
  paymentBytes: measure,
  certificateBytes: measure,
  finalityMs: record({ p50: measure, p99: measure }),
  cpuMs: measure,
  postQuantum: record({ power: measure, accounts: measure }),
});

export const machineDocuments = {
  'keys new': record(keyFields, { phrase: text }),
  'keys list': record({ keys: list(key), broken: list(record({ name: text, problem: text })) }),
  'keys show': key,
  'keys rename': key,
  'keys delete': record({ deleted: text, account: address }),
  'keys change-password': key,
  'keys import': key,
  'keys export': either(
    record({ name: text, publicKeyPem: text }),
    record({ name: text, privateKeyFile: text, encrypted: flag }),
  ),
  'testnet init': record({ folder: text, chainId: text, scheme: text, nodes: list(record(node)) }),
  'testnet up': record(testnet),
  'testnet status': record(testnet),
  'testnet down': record({ stopped: list(text) }),
  'testnet reset': record({ folder: text, deleted: oneOf('all', 'chain') }),
  'testnet ports': record({ folder: text, nodes: list(record(node)) }),
  'testnet kill': struck('kill'),
  'testnet pause': struck('pause'),
  'testnet resume': struck('resume'),
  'testnet restart': struck('restart'),
  'testnet partition': record({ partition: list(list(text)) }),
  'testnet slow': record({ slow: list(text), latencyMs: count, lossPerMillion: count }),
  'testnet heal': record({ healed: list(text) }),
  'testnet chaos': record({
    passed: flag,
    seed: count,
    faults: count,
    payments: count,
    chains: record({
      height: decimal,
      forks: list(record({ height: decimal, blocks: list(record({ node: text, blockId: hash })) })),
      lost: list({ type: 'object' }),
    }),
    signing: record({ messages: count, conflicts: list(text) }),
    recoveredMs: measure,
  }),
  'testnet add-node': record({ node: record(node), height: decimal, joinedMs: count }),
  'testnet remove-node': record({ removed: text }),
  'testnet migrate': record({
    chainId: text,
    validators: count,
    phases: list(phase),
    refused: record({ payment: text, validatorKey: text }),
    paymentsBetween: count,
    totalSeconds: measure,
  }),
  'apikey create': newApiKey,
  'apikey rotate': newApiKey,
  'apikey list': record({ keys: list(apiKey) }),
  'apikey revoke': apiKey,
  'apikey dpop-key': record({ file: text, algorithm: text, thumbprint: text }),
  'audit verify': record({
    node: text,
    entries: count,
    first: decimal,
    head: text,
    tornBytes: count,
  }),
  repair: record({ node: text, damaged: list(text), allowed: flag }),
  verify: record({
    audited: list(
      either(
        record(
          {
            node: text,
            base: decimal,
            height: decimal,
            transactions: count,
            signatures: count,
            stateEntries: count,
            places: list(text),
          },
          {
            notChecked: record({
              signatures: count,
              certificates: count,
              blocks: count,
              executions: count,
            }),
          },
        ),
        record({ node: text, places: list(text) }),
      ),
    ),
  }),
  'node doctor': record({
    node: text,
    running: flag,
    needsAction: flag,
    findings: list(
      record({
        check: oneOf(...doctorChecks),
        state: oneOf('ok', 'warning', 'problem', 'unknown'),
        fact: text,
        advice: nullable(text),
      }),
    ),
    peers: list(
      record({
        name: text,
        address: text,
        recorded: nullable(record({ seq: count, addresses: list(text) })),
        configured: list(text),
        connected: flag,
        reason: nullable(text),
        reached: nullable(dialOutcome),
        roundTripMs: nullable(measure),
        clock: nullable(record({ aheadMs: measure, errorMs: measure })),
        software: nullable(text),
        protocol: nullable(count),
        isArchive: nullable(flag),
        dialBack: nullable(record({ outcome: dialOutcome, address: text, ms: count })),
      }),
    ),
  }),
  'node report': record({
    file: text,
    running: flag,
    contents: list(record({ name: text, bytes: count })),
  }),
  'node log-level': record({ levels: { type: 'object', additionalProperties: text } }),
  'node replace-validator-key': record({
    node: text,
    config: text,
    keyFile: text,
    key: text,
    rotation: text,
  }),
  'node reload': record({ applied: list(text), needRestart: list(text) }),
  disk: record({
    database: bytesByName,
    files: bytesByName,
    databaseFiles: count,
    freeBytes: nullable(count),
    totalBytes: nullable(count),
    mode: oneOf('archive', 'full', 'recent'),
    blocksPerDay: measure,
    bytesPerDay: record({ archive: measure, full: measure, recent: measure }),
    daysLeft: nullable(measure),
  }),
  'wallet build': record({ folder: text, files: count }),
  'backup create': record({ name: text, height: decimal, bytes: count, written: count }),
  'backup verify': record(backup),
  'backup restore': record({ ...backup, config: text, rotation: nullable(text) }),
  'backup key': record({ publicKey: { type: 'string', contentEncoding: 'base64' } }),
  'chain recover': record({
    head: record({ height: decimal, blockId: hash, nodes: list(text) }),
    validators: list(
      record({
        node: text,
        power: count,
        survives: flag,
        lastPrecommit: nullable(record({ round: count, blockId: hash })),
        operator: address,
        address,
      }),
    ),
    totalPower: count,
    survivingPower: count,
    continues: flag,
    mayLackFinalBlocks: flag,
    otherChains: list(text),
    precommitted: list(
      record({
        height: decimal,
        round: count,
        blockId: hash,
        power: count,
        mayBeFinal: flag,
        storedBy: list(text),
      }),
    ),
    unreadable: list(record({ node: text, why: text })),
  }),
  'chain recover statement': record({
    node: text,
    file: text,
    head: record({ height: decimal, blockId: hash }),
    precommit: nullable(record({ height: decimal, round: count, blockId: hash })),
  }),
  'chain recover assemble': recoveryFile,
  'chain recover show': recoveryFile,
  'chain recover sign': recoveryFile,
  'chain recover agree': recoveryFile,
  'chain recover apply': record({
    applied: list(record({ node: text, isConsentChecked: flag, votes: flag })),
  }),
  'chain recover testnet': record({
    ...recovery,
    unreadable: list(record({ node: text, why: text })),
    applied: list(text),
    agreedIn: text,
  }),
  acknowledge: record({ node: text, file: text, found: text }),
  'signer init': record({ folder: text, listen: text, keys: list(address) }),
  'signer init-payments': record({ folder: text, listen: text, account: address }),
  'guard confirm': record({ node: text, height: decimal, round: count, step: text }),
  'snapshot create': snapshot,
  'snapshot restore': snapshot,
  'bench signatures': run,
  'bench ledger': run,
  'bench growth': run,
  'bench verify-bound': run,
  'bench channel': run,
  'bench channel-load': run,
  'bench api': run,
  'bench compare': record({
    comparisons: list({ type: 'object' }),
    unmatched: list(text),
    differs: flag,
  }),
  'bench report': record({ file: text }),
  errors: record({
    errors: list(record({ code: text, meanings: list(text), advice: nullable(text) })),
  }),
  completion: record({ shell: oneOf('bash', 'zsh', 'fish'), script: text }),
  demo: record({
    chainId: text,
    scheme: text,
    validators: count,
    payments: list(
      record({
        transactionId: hash,
        from: address,
        to: address,
        asset: text,
        amount: decimal,
        amountUnits: units,
        height: decimal,
        finalityMs: count,
      }),
    ),
    signing: record({
      signMs: measure,
      verifyKnownMs: measure,
      verifyNewMs: measure,
      classicalSignMs: measure,
      classicalVerifyMs: measure,
    }),
  }),
} satisfies Readonly<Record<string, JsonSchema>>;

/** Commands that print a document a line: each as this schema says. */
export const streams = {
  /** What the node logs. */
  'node run': { type: 'object' },
  'testnet logs': record({ node: text, entry: {} }),
  'gateway run': { type: 'object' },
  /** What the signer logs. */
  'signer run': { type: 'object' },
  /** What the signer logs. */
  'signer run-payments': { type: 'object' },
  'wallet serve': record({ url: text, node: text }),
  'audit export': answer(auditLineCodec),
} satisfies Readonly<Record<string, JsonSchema>>;
