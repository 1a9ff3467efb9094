/**
 * The migration drill: a network whose accounts and validators all sign with Ed25519 is taken, while it
 * is used, to the hybrid and then to ML-DSA alone, by nothing but votes and rotations.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiProblem,
  createAccount,
  getCrypto,
  getProposal,
  getProposals,
  getStatus,
  httpTransport,
  type LightClient,
  propose,
  send,
  setPolicy,
  transfer,
  vote,
} from '@trellis/client';
import {
  type Address,
  generateSeed,
  keyAddress,
  type SchemeName,
  type SignatureProvider,
  type SigningKey,
} from '@trellis/crypto';
import { findKey, openTestKey } from '@trellis/keystore';
import {
  type GovernanceAction,
  keyAccount,
  type Operation,
  singleKeyPolicy,
  toHeight,
} from '@trellis/protocol';
import { euro } from '../euro.ts';
import { initTestnet, operatorName, treasuryName } from '../init.ts';
import { TestnetError, type TestnetManifest, testnetFolder } from '../layout.ts';
import { openLightClient, openLightClients } from '../light-client.ts';
import { stopAll } from '../processes.ts';
import { startTestnet, untilHeight } from '../start.ts';
import { networkCpuMs } from './network-cpu.ts';
import { type MigrationPayment, type Payers, startPayers } from './payers.ts';
import { addNextKey } from './rotate-node.ts';

/** What a payment costs under one scheme, and how far the network has come. */
export interface MigrationPhase {
  readonly scheme: SchemeName;
  readonly payments: number;
  readonly seconds: number;
  readonly paymentBytes: number;
  readonly certificateBytes: number;
  readonly finalityMs: { readonly p50: number; readonly p99: number };
  /** Of all nodes together, for one payment. */
  readonly cpuMs: number;
  /** In percent. */
  readonly postQuantum: { readonly power: number; readonly accounts: number };
}

export interface MigrationReport {
  readonly chainId: string;
  readonly validators: number;
  readonly phases: readonly MigrationPhase[];
  /** What became of a classical payment, and of a classical key for a validator, in the end. */
  readonly refused: { readonly payment: string; readonly validatorKey: string };
  /** Payments that became final while keys were being rotated. */
  readonly paymentsBetween: number;
  readonly totalSeconds: number;
}

export interface MigrationOptions {
  readonly home: string;
  readonly validators: number;
  /** How long each phase is measured. */
  readonly phaseSeconds: number;
  readonly provider: SignatureProvider;
  /** Told what happens, in sentences. */
  onStep(text: string): void;
}

const classical = 'ed25519';
const hybrid = 'ed25519+ml-dsa-65';
const postQuantum = 'ml-dsa-65';
/** Blocks between a vote that ends a scheme and its end. */
const phaseOutBlocks = 5n;
/** In cents: more than the drill can spend. */
const allowance = 1_000_000n;

/** All that the steps of the migration work with. */
interface Migration extends MigrationOptions {
  readonly folder: string;
  readonly manifest: TestnetManifest;
  /** Of the first node. */
  readonly light: LightClient;
  readonly accounts: readonly Address[];
  readonly payers: Payers;
}

/** Runs the drill in a home without a testnet; no node is left running. Throws `TestnetError`. */
export async function migrateTestnet(options: MigrationOptions): Promise<MigrationReport> {
  const { home, validators, provider, onStep } = options;
  const began = performance.now();
  const manifest = await initTestnet(home, { validators, scheme: classical, provider });
  const folder = testnetFolder(home);
  let payers: Payers | undefined;
  try {
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 30_000);
    onStep(`${validators} validators run, and vote with ${classical}`);
    const [first] = manifest.nodes;
    const light = await openLightClient(
      folder,
      httpTransport({ url: first?.http ?? '' }),
      provider,
    );
    const names = [treasuryName, ...manifest.nodes.map((_node, index) => operatorName(index))];
    const keys = await Promise.all(names.map((name) => openTestKey(home, name, provider)));
    const accounts = await Promise.all(
      names.map(async (name) => (await findKey(home, name)).account),
    );
    const straggler = await addStraggler(light, keys[0], accounts, provider);
    payers = startPayers(
      await openLightClients(folder, manifest.nodes, provider),
      accounts.map((account, index) => ({ account, key: expectSome(keys[index]) })),
    );
    const migration = { ...options, folder, manifest, light, accounts, payers };
    const phases: MigrationPhase[] = [await measure(migration, classical)];
    let paymentsBetween = 0;
    for (const [from, to] of [
      [classical, hybrid],
      [hybrid, postQuantum],
    ] as const) {
      await moveTo(migration, from, to);
      paymentsBetween += payers.take().length;
      phases.push(await measure(migration, to));
    }
    const refused = {
      payment: await tryClassicalPayment(light, straggler, expectSome(accounts[0])),
      validatorKey: await tryClassicalValidator(migration),
    };
    const totalSeconds = (performance.now() - began) / 1_000;
    return {
      chainId: manifest.chainId,
      validators,
      phases,
      refused,
      paymentsBetween,
      totalSeconds,
    };
  } finally {
    await payers?.stop();
    await stopAll(folder, manifest);
  }
}

/** Gives every account something to pay with, and makes one that never changes its classical key. */
async function addStraggler(
  light: LightClient,
  treasuryKey: SigningKey | undefined,
  [treasury, ...others]: readonly Address[],
  provider: SignatureProvider,
): Promise<SigningKey> {
  const key = provider.openKey(classical, generateSeed(classical));
  const address = keyAddress(classical, key.publicKey);
  const from = expectSome(treasury);
  const to = keyAccount(classical, address);
  await send(light, {
    key: expectSome(treasuryKey),
    operations: [
      createAccount(from, singleKeyPolicy(classical, address)),
      ...[...others, to].map((one) => transfer({ from, to: one, asset: euro, amount: allowance })),
    ],
  });
  return key;
}

/** From one scheme to the next: allow it, rotate every validator and every account, end the old one. */
async function moveTo(migration: Migration, from: SchemeName, to: SchemeName): Promise<void> {
  const { folder, manifest, light, provider, payers, accounts, onStep } = migration;
  await decide(migration, [
    { type: 'allowScheme', use: 'accounts', scheme: to },
    { type: 'allowScheme', use: 'validators', scheme: to },
  ]);
  onStep(`voted: ${to} is allowed`);
  for (const node of manifest.nodes) {
    const publicKey = await addNextKey(folder, manifest, node, { scheme: to, provider });
    await decide(migration, [
      { type: 'rotateValidatorKey', node: node.name, scheme: to, publicKey },
    ]);
    // The new key counts two blocks later; and a node must be with the others before the next one goes.
    const { head } = await getStatus(light.transport);
    await untilHeight(folder, manifest, head.height + 2n, 30_000);
    onStep(`${node.name} was restarted with a key of ${to}, and votes with it`);
  }
  for (const [index, account] of accounts.entries()) {
    const key = provider.openKey(to, generateSeed(to));
    const policy = singleKeyPolicy(to, keyAddress(to, key.publicKey));
    await payers.act(index, [setPolicy(account, policy)]);
    payers.useKey(index, key);
  }
  onStep(`${accounts.length} accounts have keys of ${to}`);
  const { head } = await getStatus(light.transport);
  const lastHeight = toHeight(head.height + phaseOutBlocks + BigInt(2 * manifest.nodes.length));
  await decide(migration, [
    { type: 'phaseOutScheme', use: 'accounts', scheme: from, lastHeight },
    { type: 'phaseOutScheme', use: 'validators', scheme: from, lastHeight },
  ]);
  await untilHeight(folder, manifest, lastHeight + 1n, 60_000);
  onStep(`voted: ${from} ended with block ${lastHeight}`);
}

/** Proposes actions and has the operators approve them until they are done; gives the outcome. */
async function voteOn(
  migration: Migration,
  actions: readonly GovernanceAction[],
): Promise<{ readonly type: string; readonly status?: string }> {
  const { accounts, light } = migration;
  const operators = accounts.slice(1);
  const proposer = expectSome(operators[0]);
  const { head } = await getStatus(light.transport);
  const expiresAt = toHeight(head.height + 10_000n);
  await actAndSee(migration, 1, [propose({ operator: proposer, actions, expiresAt })]);
  const { proposals } = await getProposals(light.transport);
  const number = expectSome(proposals.find((one) => one.proposer === proposer)).number;
  for (const [index, operator] of operators.entries()) {
    const { outcome } = (await getProposal(light, number)).value;
    if (outcome.type !== 'open') return outcome;
    if (index > 0)
      await actAndSee(migration, index + 1, [
        vote({ operator, proposal: number, choice: 'approve' }),
      ]);
  }
  return (await getProposal(light, number)).value.outcome;
}

/** Has an account act, and waits until the node that is asked knows of it. */
async function actAndSee(
  { payers, light }: Migration,
  index: number,
  operations: readonly Operation[],
): Promise<void> {
  const { height } = await payers.act(index, operations);
  while ((await getStatus(light.transport)).head.height < height) await pause(20);
}

async function decide(migration: Migration, actions: readonly GovernanceAction[]): Promise<void> {
  const outcome = await voteOn(migration, actions);
  if (outcome.type === 'passed') return;
  throw new TestnetError(
    'migration_failed',
    `a vote of the migration ended as ${outcome.status ?? outcome.type}`,
  );
}

async function measure(
  { payers, light, manifest, phaseSeconds, onStep }: Migration,
  scheme: SchemeName,
): Promise<MigrationPhase> {
  const cpuBefore = await networkCpuMs(manifest.nodes);
  const began = performance.now();
  payers.take();
  await pause(phaseSeconds * 1_000);
  const payments = payers.take();
  const seconds = (performance.now() - began) / 1_000;
  const cpu = (await networkCpuMs(manifest.nodes)) - cpuBefore;
  if (payments.length === 0) throw new TestnetError('migration_failed', 'no payment became final');
  onStep(`${payments.length} payments with ${scheme} are final`);
  const { power, accounts } = await getCrypto(light.transport);
  const median = (of: (payment: MigrationPayment) => number) => quantile(payments.map(of), 0.5);
  return {
    scheme,
    payments: payments.length,
    seconds,
    paymentBytes: median(({ bytes }) => bytes),
    certificateBytes: median(({ certificateBytes }) => certificateBytes),
    finalityMs: {
      p50: median(({ finalityMs }) => finalityMs),
      p99: quantile(
        payments.map(({ finalityMs }) => finalityMs),
        0.99,
      ),
    },
    cpuMs: cpu / payments.length,
    postQuantum: {
      power: (100 * power.postQuantum) / power.total,
      accounts: (100 * Number(accounts.postQuantum)) / Number(accounts.total),
    },
  };
}

/** The code with which a payment by a classical key is refused. */
async function tryClassicalPayment(
  light: LightClient,
  key: SigningKey,
  to: Address,
): Promise<string> {
  const from = keyAccount(classical, keyAddress(classical, key.publicKey));
  try {
    const operations = [transfer({ from, to, asset: euro, amount: 1n })];
    const { final } = await send(light, { key, operations });
    return final.receipt.status;
  } catch (error) {
    if (error instanceof ApiProblem) return error.code;
    throw error;
  }
}

/** The code with which a vote for a classical validator key fails. */
async function tryClassicalValidator(migration: Migration): Promise<string> {
  const { publicKey } = migration.provider.openKey(classical, generateSeed(classical));
  const node = expectSome(migration.manifest.nodes[0]).name;
  const outcome = await voteOn(migration, [
    { type: 'rotateValidatorKey', node, scheme: classical, publicKey },
  ]);
  return outcome.status ?? outcome.type;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function expectSome<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the testnet lacks what every testnet has');
  return value;
}
