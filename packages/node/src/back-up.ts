/** Backing up a running node, at low priority. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '@trellis/api';
import { createProvider, fromBase64, importPrivatePem } from '@trellis/crypto';
import {
  encode,
  type Genesis,
  genesisCodec,
  genesisHash,
  type RecoveryPoint,
} from '@trellis/protocol';
import { type BackupReport, type ChainStore, createBackup } from '@trellis/storage';
import { formatConfig, type NodeConfig } from './config/config.ts';

export interface BackUpParts {
  readonly config: NodeConfig;
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
  readonly store: ChainStore;
}

export interface BackUpOrder {
  readonly folder: string;
  readonly reader: string | null;
  readonly withKeys: boolean;
}

/** It takes at most this share of the time: the disk and the thread are those of consensus. */
const restFactor = 3;

/** Throws `ConfigError`, and what the disk throws. */
export async function backUp(
  { config, genesis, recoveries, store }: BackUpParts,
  { folder, reader, withKeys }: BackUpOrder,
  onProgress: (done: number, of: number | null) => void,
): Promise<BackupReport> {
  if (withKeys && reader === null) {
    throw new ConfigError('config_invalid', 'keys are backed up encrypted alone: name a reader');
  }
  const everything = { gte: Uint8Array.of(0), lt: Uint8Array.of(255) };
  const of = await store.database.approximateBytes(everything);
  let [done, since] = [0, performance.now()];
  return createBackup(
    {
      database: store.database,
      dataFolder: config.data,
      node: config.name,
      genesisHash: genesisHash(genesis),
      files: await filesOf(config, genesis, withKeys),
      key: await networkKeyOf(config),
      recovery: recoveries.at(-1) ?? null,
    },
    {
      folder: resolve(folder),
      reader: reader === null ? null : fromBase64(reader),
      async pace(bytes) {
        done += bytes;
        onProgress(done, Math.max(of, done));
        await pause(restFactor * (performance.now() - since));
        since = performance.now();
      },
    },
  );
}

async function filesOf(
  config: NodeConfig,
  genesis: Genesis,
  withKeys: boolean,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>([
    ['config.json', Buffer.from(formatConfig(config))],
    ['genesis.ssz', encode(genesisCodec, genesis)],
  ]);
  if (!withKeys) return files;
  const { peerKey, networkKey, validator, nextValidator } = config;
  const keyFiles = [validator, nextValidator].flatMap((one) => (one === null ? [] : [one.keyFile]));
  const paths = [peerKey, networkKey, ...keyFiles];
  for (const path of paths) files.set(`keys/${basename(path)}`, await readFile(path));
  return files;
}

async function networkKeyOf({ networkKey }: NodeConfig) {
  const { scheme, seed } = importPrivatePem(await readFile(networkKey, 'utf8'));
  try {
    return createProvider('native').openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}
