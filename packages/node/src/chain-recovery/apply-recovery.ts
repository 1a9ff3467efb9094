/** Gives a node a recovery of its chain: it is checked against what the node has stored, and named in its configuration. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import {
  type Address,
  keyAddress,
  readKeyFileHeader,
  type SignatureProvider,
} from '@trellis/crypto';
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import { readKeyFile } from '@trellis/crypto/key-file';
import { lastFinalHeight } from '@trellis/ledger';
import {
  type ChainRecovery,
  chainRecoveryCodec,
  type Genesis,
  recoveryHash,
  recoveryPoint,
  toHeight,
} from '@trellis/protocol';
import {
  chainPath,
  createLastSignedFile,
  hasChain,
  memoryNames,
  openChain,
  readLastSigned,
  recoveryFault,
} from '@trellis/storage';
import { type NodeConfig, readConfig, readGenesis } from '../config/config.ts';
import { expectContinuable } from './expect-continuable.ts';
import { ChainRecoveryError } from './give-last-words.ts';
import { orderProblem, readRecoveries } from './read-recoveries.ts';

export interface AppliedRecovery {
  readonly node: string;
  /** Whether the state of this node said that those have signed whose word counts. */
  readonly isConsentChecked: boolean;
  /** Whether its memory of what it signs from now on begins empty, as it gave its last words. */
  readonly votes: boolean;
}

/**
 * Of a node that does not run; it continues at its next start. Applied once more, nothing happens. Throws
 * `ChainRecoveryError`, `ConfigError` or `StorageError` with nothing changed.
 */
export async function applyRecovery(
  configPath: string,
  recovery: ChainRecovery,
  provider: SignatureProvider,
): Promise<AppliedRecovery> {
  const config = await readConfig(configPath);
  const genesis = await readGenesis(config.genesis);
  const before = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
  const hash = recoveryHash(recovery.plan);
  const isKnown = before.some(({ plan }) => recoveryHash(plan) === hash);
  if (!isKnown) await expectUsable(config, { genesis, before, provider }, recovery);
  const isConsentChecked = await checkStored(config, { genesis, before, provider }, recovery);
  const votes = await beginMemory(config, recovery);
  if (!isKnown) await nameInConfig(configPath, config, recovery);
  return { node: config.name, isConsentChecked, votes };
}

interface Known {
  readonly genesis: Genesis;
  readonly before: readonly ChainRecovery[];
  readonly provider: SignatureProvider;
}

async function expectUsable(
  { name }: NodeConfig,
  { genesis, before, provider }: Known,
  recovery: ChainRecovery,
): Promise<void> {
  const { chainId } = recovery.plan.head;
  const problem =
    chainId === genesis.chainId
      ? (orderProblem(before, recovery) ??
        (await recoveryFault(recovery, (claim) => provider.verify(claim), null)))
      : `it is of the chain ${chainId}`;
  if (problem === undefined) return;
  throw new ChainRecoveryError('recovery_unusable', `the recovery is none for ${name}: ${problem}`);
}

/** Whether what is stored says that those have signed whose word counts; throws where it says that they have not. */
async function checkStored(
  config: NodeConfig,
  { genesis, before, provider }: Known,
  recovery: ChainRecovery,
): Promise<boolean> {
  if (!(await hasChain(chainPath(config.data)))) return false;
  const isKnown = before.some(({ plan }) => recoveryHash(plan) === recoveryHash(recovery.plan));
  const store = await openChain(config.data, genesis, {
    pastStates: config.pastStates,
    atLeast: toHeight(0n),
  });
  try {
    const stored = { dataFolder: config.data, store, own: await ownKeys(config) };
    const all = isKnown ? before : [...before, recovery];
    await expectContinuable(stored, all, (claim) => provider.verify(claim));
    return store.head().header.height === lastFinalHeight(recovery.plan);
  } finally {
    await store.close();
  }
}

/** Addresses of the keys that a node votes with, as their files say in the open. */
export async function ownKeys({
  validator,
  nextValidator,
}: Pick<NodeConfig, 'validator' | 'nextValidator'>): Promise<ReadonlySet<Address>> {
  const files = [validator, nextValidator].filter((one) => one !== null);
  const headers = await Promise.all(
    files.map(async ({ keyFile }) => readKeyFileHeader(await readKeyFile(keyFile))),
  );
  return new Set(headers.map(({ scheme, publicKey }) => keyAddress(scheme, publicKey)));
}

/**
 * Whoever gave its last words knows that it has signed nothing yet after the recovery. All others begin without a memory,
 * and wait until every validator has shown what it heard of them.
 */
async function beginMemory({ data }: NodeConfig, { plan }: ChainRecovery): Promise<boolean> {
  const ended = memoryNames(plan.previous === null ? null : { hash: plan.previous });
  const guard = readLastSigned(await contentOf(join(data, ended.lastSigned))).guard;
  if (guard?.doubt !== 'withdrawn') return false;
  const path = join(data, memoryNames(recoveryPoint(plan)).lastSigned);
  if ((await contentOf(path)).length === 0) await createLastSignedFile(path);
  return true;
}

/** Beside the configuration, so that both are moved together. */
async function nameInConfig(
  configPath: string,
  { recoveries }: NodeConfig,
  recovery: ChainRecovery,
): Promise<void> {
  const folder = dirname(configPath);
  const path = join(folder, `chain-recovery-${recovery.plan.head.height}.json`);
  await replaceFile(path, formatRecovery(recovery), sharedMode);
  const paths = [...recoveries, path].map((one) => relative(folder, one));
  const document = JSON.parse(await readFile(configPath, 'utf8')) as Record<string, unknown>;
  const text = JSON.stringify({ ...document, recoveries: paths }, null, 2);
  await replaceFile(configPath, `${text}\n`);
}

export function formatRecovery(recovery: ChainRecovery): string {
  return `${JSON.stringify(chainRecoveryCodec.toJson(recovery), null, 2)}\n`;
}

async function contentOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return new Uint8Array();
    throw error;
  });
}
