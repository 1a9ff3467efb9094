/**
 * Recovers the chain of a testnet more than a third of whose validators lost their disks: all steps that the operators of a
 * network take on their own hosts, with the keys in the home folder. (Lost keys of an account are another matter.)
 */
import { join } from 'node:path';
import { CodedError, type SignatureProvider } from '@trellis/crypto';
import { keepAgreedRecovery, listKeys, openTestKey } from '@trellis/keystore';
import {
  type AppliedRecovery,
  applyRecovery,
  assembleRecovery,
  ChainRecoveryError,
  giveLastWords,
  nodeFiles,
  readConfig,
  signRecovery,
} from '@trellis/node';
import type { ChainRecovery, LastWords } from '@trellis/protocol';
import { readSurvivingData } from '@trellis/storage';
import { genesisPath, nodeFolder, readManifest, TestnetError, testnetFolder } from './layout.ts';
import { findProcess } from './processes.ts';

export interface RecoveredTestnet {
  readonly recovery: ChainRecovery;
  /** Nodes that gave no statement, and why. */
  readonly lost: readonly { readonly node: string; readonly why: string }[];
  readonly applied: readonly AppliedRecovery[];
  /** Where this home's commands find that the recovery was agreed to. */
  readonly agreedIn: string;
}

/**
 * Of a testnet none of whose nodes runs; it continues when it is started. Whoever gave a statement signs nothing more of the
 * old chain, also if a later step fails. Throws `ChainRecoveryError`, `TestnetError`, `ConfigError` or `StorageError`.
 */
export async function recoverTestnet(
  home: string,
  provider: SignatureProvider,
  options: {
    readonly reason: string;
    readonly validators: readonly string[] | null;
    /** If no validator can give a statement the chain continues from the newest block that a folder has. */
    readonly nobodySurvives?: boolean;
  },
): Promise<RecoveredTestnet> {
  const folder = testnetFolder(home);
  const { nodes } = await readManifest(folder);
  for (const node of nodes) {
    if ((await findProcess(folder, node)) === null) continue;
    throw new TestnetError('testnet_running', `${node.name} runs: stop the testnet first`);
  }
  const configs = nodes.map((node) => join(nodeFolder(folder, node), nodeFiles.config));
  const { statements, lost } = await gather(configs, provider);
  const nobodySurvives = options.nobodySurvives === true && statements.length === 0;
  const given = { ...options, nobodySurvives, statements: statements.map(({ words }) => words) };
  const unsigned = await assemble(
    nobodySurvives ? [await newestOf(configs)] : statements.map(({ config }) => config),
    (config) => readConfig(config).then((read) => assembleRecovery(read, provider, given)),
  );
  const recovery = await signByAll(home, provider, unsigned);
  const applied: AppliedRecovery[] = [];
  for (const config of configs) applied.push(await applyRecovery(config, recovery, provider));
  const agreedIn = await keepAgreedRecovery(genesisPath(folder), recovery);
  return { recovery, lost, applied, agreedIn };
}

/** The statement of every validator that can give one. */
async function gather(configs: readonly string[], provider: SignatureProvider) {
  const statements: { readonly config: string; readonly words: LastWords }[] = [];
  const lost: RecoveredTestnet['lost'][number][] = [];
  for (const path of configs) {
    const config = await readConfig(path);
    try {
      statements.push({ config: path, words: await giveLastWords(config, provider) });
    } catch (error) {
      // A fault of the program is no lost disk.
      if (!(error instanceof CodedError)) throw error;
      lost.push({ node: config.name, why: error.message });
    }
  }
  return { statements, lost };
}

/** The configuration of the node with the highest final block. */
async function newestOf(paths: readonly string[]): Promise<string> {
  let newest: { readonly path: string; readonly height: bigint } | undefined;
  for (const path of paths) {
    const { head } = await readSurvivingData((await readConfig(path)).data);
    const { height } = head.header;
    if (newest === undefined || height > newest.height) newest = { path, height };
  }
  if (newest === undefined) throw new TestnetError('no_testnet', 'the testnet has no nodes');
  return newest.path;
}

/** With the folder of whoever has the block to continue from. */
async function assemble(
  configs: readonly string[],
  make: (config: string) => Promise<ChainRecovery>,
): Promise<ChainRecovery> {
  let problem = new ChainRecoveryError(
    'statements_unusable',
    'no validator could give a statement',
  );
  for (const config of configs) {
    try {
      return await make(config);
    } catch (error) {
      if (!(error instanceof ChainRecoveryError) || error.code !== 'block_not_here') throw error;
      problem = error;
    }
  }
  throw problem;
}

async function signByAll(
  home: string,
  provider: SignatureProvider,
  unsigned: ChainRecovery,
): Promise<ChainRecovery> {
  const operators = new Set(
    unsigned.plan.lastValidators.map(({ validator }) => validator.operator),
  );
  const { keys } = await listKeys(home);
  let recovery = unsigned;
  for (const { account, name } of keys.filter((key) => operators.has(key.account))) {
    recovery = await signRecovery(recovery, account, await openTestKey(home, name, provider));
  }
  return recovery;
}
