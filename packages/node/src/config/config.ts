/** A node's configuration file: read once, checked in full, every mistake named. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  ConfigError,
  type ConfigErrorCode,
  httpConfigCodec,
  httpConfigProblem,
  pathCodec,
} from '@trellis/api/config';
import { withPathOf } from '@trellis/crypto/files';
import {
  addressesMax,
  multiaddrCodec,
  peerAddressCodec,
  publicMultiaddrCodec,
} from '@trellis/network/multiaddr';
import {
  type ChainRecovery,
  type Codec,
  chainRecoveryCodec,
  chainRecoveryProblem,
  container,
  decodeJsonText,
  faultLimits,
  fileBoolean,
  type Genesis,
  genesisCodec,
  genesisProblem,
  limits,
  list,
  nodeNameCodec,
  optional,
  peerCodec,
  problemText,
  tag,
  uint32,
  type ValueOf,
} from '@trellis/protocol';
import {
  alertsConfigCodec,
  alertsConfigProblem,
  defaultAlertsConfig,
} from '../alerts/alerts-config.ts';
import { several, withChangedFields } from './changed-fields.ts';
import { signerOfNodeCodec } from './node-signer.ts';

const retentionCodec = container({
  /** `archive`: all blocks. `full`: no signatures of those beyond the window. `recent`: no such blocks but their headers. */
  mode: tag({ archive: 0, full: 1, recent: 2 }),
  /** A block is beyond the window when it is older than both: so many hours, and so many blocks. */
  windowHours: uint32,
  windowBlocks: uint32,
});

const storageConfigCodec = container({
  /** What is damaged and can be had from peers: fetch it at once, or when somebody has said so. */
  repair: tag({ automatic: 0, ask: 1 }),
  /** In how many hours everything that is stored is read once; 0 never. */
  scrubHours: uint32,
  retention: retentionCodec,
});

/** A week: longer than anybody needs to fetch a snapshot and the blocks after it. */
const defaultRetention = { mode: 'full', windowHours: 168, windowBlocks: 1_000 } as const;
/** What is there is not deleted because the software is newer. */
const earlierRetention = { ...defaultRetention, mode: 'archive' } as const;

const hourMs = 3_600_000;
/** Peers that are a little behind can still be given them. */
const windowBlocksMin = 16;

/** A file that the node writes its log to itself. */
const logCodec = container({
  file: pathCodec,
  /** A new file is begun when one has so many megabytes, or is so many hours old. */
  megabytes: uint32,
  hours: uint32,
  /** Of all of them; the oldest are deleted. */
  totalMegabytes: uint32,
});

const consensusCodec = container({
  proposeTimeoutMs: uint32,
  prevoteTimeoutMs: uint32,
  precommitTimeoutMs: uint32,
  timeoutGrowthMs: uint32,
  timeoutMaxMs: uint32,
  blockIntervalMs: uint32,
  heartbeatMs: uint32,
  /** How far ahead of this node's clock it votes for a block that is as early as its parent allows. */
  aheadOfClockMaxMs: uint32,
});

const networkCodec = container({
  /** Where it listens: nowhere, as a validator that dials its sentries may, or at one address or several. */
  listen: several(multiaddrCodec, addressesMax),
  /** Where others reach it, which it tells them in its address record; empty: they go by their own configuration. */
  publicAddresses: list(publicMultiaddrCodec, addressesMax),
  /** Those for which it is a sentry: it gives their addresses to nobody, and carries their connections. */
  privatePeerIds: list(peerCodec, 1024),
  /** Whom it connects with, and where; a peer with several addresses is named several times. */
  peers: list(container({ peer: pathCodec, address: peerAddressCodec }), 1024),
  /** What a node without a chain begins with: all blocks, or a snapshot that a peer offers, if one does. */
  join: tag({ blocks: 0, snapshot: 1 }),
  /** Key exchanges that connections may use, the most wanted first; both ends must have one in common. */
  groups: list(tag({ X25519MLKEM768: 1, SecP256r1MLKEM768: 2, MLKEM1024: 3 }), 3, 1),
  /**
   * `false` offers X25519 as well, to nodes that have nothing better: what they exchange can be recorded
   * today and read by a quantum computer later. Identities stay post-quantum.
   */
  requirePostQuantum: fileBoolean,
  /** Makes every line to this node slow and lossy, for measurements; `null` leaves them alone. */
  faults: optional(container({ latencyMs: uint32, lossPerMillion: uint32, seed: uint32 })),
  /**
   * For testnets alone: a folder from which the node takes orders to slow down or cut its lines, and in
   * which it records votes. `null` in production, where there is then nothing to give orders to.
   */
  drill: optional(pathCodec),
});

/** What a configuration file says today. All paths are relative to its folder. */
const currentCodec = container({
  name: nodeNameCodec,
  genesis: pathCodec,
  /**
   * The signatures of all validators of the genesis, without which the node does not start; `null` of testnets, and of
   * nodes that were set up before there were such signatures.
   */
  genesisSignatures: optional(pathCodec),
  /** How the chain was recovered, in the order of the recoveries; of almost every chain empty. */
  recoveries: list(pathCodec, limits.chainRecoveriesMax),
  /** Folder of the database and the logs that keep a validator from voting twice. */
  data: pathCodec,
  /** The key behind the libp2p peer id. */
  peerKey: pathCodec,
  /** The ML-DSA-65 key that connections are made with. */
  networkKey: pathCodec,
  /** A validator's encrypted key file, and the file with its password; `null` follows without a vote. */
  validator: optional(container({ keyFile: pathCodec, passwordFile: pathCodec })),
  /** A process of its own that has the validator's key, instead of `validator`; `null`: none. */
  signer: optional(signerOfNodeCodec),
  /** The key that a validator changes to, while it does; `null` at all other times. */
  nextValidator: optional(container({ keyFile: pathCodec, passwordFile: pathCodec })),
  /** Who computes signatures: `native` (OpenSSL) or `portable` (JavaScript). */
  provider: tag({ native: 0, portable: 1 }),
  crypto: container({
    /**
     * Most expanded public keys of ML-DSA that are kept of each parameter set, 21, 38 or 67 kB each (44, 65, 87); 0
     * leaves verifying to the provider.
     */
    expandedKeys: uint32,
    /** One verification of ML-DSA in so many is repeated by OpenSSL; 0: none. */
    doubleCheck: uint32,
  }),
  network: withChangedFields(networkCodec, {
    added: { publicAddresses: [], privatePeerIds: [] },
    retired: [],
  }),
  http: withChangedFields(httpConfigCodec, {
    added: {
      ...{ publicUrl: null, pageNodes: [], wallet: true, allowedOrigins: [] },
      ...{ administrators: [], administratorPasskeys: [] },
    },
    retired: [],
  }),
  alerts: alertsConfigCodec,
  consensus: withChangedFields(consensusCodec, {
    added: { aheadOfClockMaxMs: hourMs },
    retired: [],
  }),
  mempool: container({ bytesMax: uint32, countMax: uint32, aheadMax: uint32 }),
  /** Of how many blocks before the newest the state is kept, so that balances can be proven as they were. */
  pastStates: uint32,
  storage: withChangedFields(storageConfigCodec, {
    added: { retention: earlierRetention },
    retired: [],
  }),
  logLevel: tag({ debug: 0, info: 1, warn: 2, error: 3 }),
  /** `null`: to standard output, where a supervisor takes care of it. */
  log: optional(logCodec),
});

export type NodeConfig = ValueOf<typeof currentCodec>;

const defaultCryptoConfig: NodeConfig['crypto'] = { expandedKeys: 4_096, doubleCheck: 1_000 };

/** The form of a configuration file. A new field is named in `added`, so that files from before are read. */
export const configCodec = withChangedFields(currentCodec, {
  added: {
    genesisSignatures: null,
    recoveries: [],
    signer: null,
    crypto: defaultCryptoConfig,
    log: null,
    storage: { repair: 'automatic', scrubHours: 24, retention: earlierRetention },
  },
  retired: ['stages'],
});

type KeyFiles = NonNullable<NodeConfig['validator']>;

const defaultConsensusConfig: NodeConfig['consensus'] = {
  proposeTimeoutMs: 3_000,
  prevoteTimeoutMs: 500,
  precommitTimeoutMs: 500,
  timeoutGrowthMs: 500,
  timeoutMaxMs: 20_000,
  blockIntervalMs: 50,
  heartbeatMs: 10_000,
  aheadOfClockMaxMs: hourMs,
};

/** Connections of a new node, but for its places. */
export const defaultNetworkConfig: Omit<NodeConfig['network'], 'listen' | 'peers'> = {
  publicAddresses: [],
  privatePeerIds: [],
  join: 'blocks',
  // The hybrid that browsers and TLS servers have settled on.
  groups: ['X25519MLKEM768'],
  requirePostQuantum: true,
  faults: null,
  drill: null,
};

/** What a new node starts with, but for its places and keys. */
export const defaultNodeConfig = {
  genesisSignatures: null,
  recoveries: [],
  nextValidator: null,
  signer: null,
  alerts: defaultAlertsConfig,
  crypto: defaultCryptoConfig,
  consensus: defaultConsensusConfig,
  mempool: { bytesMax: 8 * limits.blockBytesMax, countMax: 20_000, aheadMax: 256 },
  pastStates: 0,
  storage: { repair: 'automatic', scrubHours: 24, retention: defaultRetention },
  logLevel: 'info',
  log: null,
} as const satisfies Partial<NodeConfig>;

/** Reads and checks a configuration file; its paths come back absolute. Throws `ConfigError`. */
export async function readConfig(path: string): Promise<NodeConfig> {
  const config = await readDocument(path, configCodec, 'configuration', 'config_invalid');
  const problem = configProblem(config);
  if (problem !== undefined) {
    throw new ConfigError('config_invalid', `the configuration ${path} is invalid: ${problem}`);
  }
  const from = (relative: string): string => resolve(dirname(path), relative);
  const absolute = (files: KeyFiles): KeyFiles => ({
    keyFile: from(files.keyFile),
    passwordFile: from(files.passwordFile),
  });
  return {
    ...config,
    genesis: from(config.genesis),
    genesisSignatures: config.genesisSignatures === null ? null : from(config.genesisSignatures),
    recoveries: config.recoveries.map(from),
    data: from(config.data),
    peerKey: from(config.peerKey),
    networkKey: from(config.networkKey),
    validator: config.validator && absolute(config.validator),
    nextValidator: config.nextValidator && absolute(config.nextValidator),
    http: {
      ...config.http,
      tls: config.http.tls && {
        ...config.http.tls,
        certificate: from(config.http.tls.certificate),
        key: from(config.http.tls.key),
      },
      issuer: config.http.issuer && {
        ...config.http.issuer,
        jwks: /^https?:/.test(config.http.issuer.jwks)
          ? config.http.issuer.jwks
          : from(config.http.issuer.jwks),
      },
    },
    alerts: {
      ...config.alerts,
      webhook: config.alerts.webhook && {
        ...config.alerts.webhook,
        secretFile: from(config.alerts.webhook.secretFile),
      },
    },
    log: config.log && { ...config.log, file: from(config.log.file) },
    network: {
      ...config.network,
      drill: config.network.drill === null ? null : from(config.network.drill),
    },
  };
}

/** The text of a configuration file. */
export function formatConfig(config: NodeConfig): string {
  return `${JSON.stringify(configCodec.toJson(config), null, 2)}\n`;
}

function configProblem({
  validator,
  nextValidator,
  signer,
  network,
  http,
  alerts,
  consensus,
  mempool,
  storage: { retention },
  log,
}: NodeConfig): string | undefined {
  if (signer !== null && (validator !== null || nextValidator !== null)) {
    return 'signer: a node has its key itself or with a signer, not both';
  }
  if (new Set(network.groups).size < network.groups.length) {
    return 'network.groups: a group is named twice';
  }
  const httpProblem = httpConfigProblem(http);
  if (httpProblem !== undefined) return httpProblem;
  const alertsProblem = alertsConfigProblem(alerts);
  if (alertsProblem !== undefined) return alertsProblem;
  if (network.faults !== null) {
    const { latencyMs, lossPerMillion } = network.faults;
    if (latencyMs > faultLimits.latencyMsMax) {
      return `network.faults.latencyMs: at most ${faultLimits.latencyMsMax}, not ${latencyMs}`;
    }
    if (lossPerMillion > faultLimits.lossPerMillionMax) {
      return `network.faults.lossPerMillion: at most ${faultLimits.lossPerMillionMax}, not ${lossPerMillion}`;
    }
  }
  for (const [name, value] of Object.entries(consensus)) {
    const least = name === 'blockIntervalMs' || name === 'aheadOfClockMaxMs' ? 0 : 1;
    const most = name === 'aheadOfClockMaxMs' ? 30 * 24 * hourMs : hourMs;
    if (value < least || value > most) {
      return `consensus.${name}: expected ${least} to ${most}, not ${value}`;
    }
  }
  for (const [name, value] of Object.entries(mempool)) {
    if (value < 1) return `mempool.${name}: expected at least 1, not ${value}`;
  }
  if (log !== null) {
    if (log.megabytes < 1 || log.hours < 1) return 'log: expected at least 1 megabyte and 1 hour';
    if (log.totalMegabytes < 2 * log.megabytes) {
      return `log.totalMegabytes: expected at least ${2 * log.megabytes}, twice the megabytes of one file`;
    }
  }
  if (retention.windowBlocks < windowBlocksMin) {
    return `storage.retention.windowBlocks: expected at least ${windowBlocksMin}, not ${retention.windowBlocks}`;
  }
  return undefined;
}

/** Reads and checks a genesis document. Throws `ConfigError`. */
export async function readGenesis(path: string): Promise<Genesis> {
  const genesis = await readDocument(path, genesisCodec, 'genesis', 'genesis_invalid');
  const problem = genesisProblem(genesis);
  if (problem === undefined) return genesis;
  throw new ConfigError('genesis_invalid', `the genesis ${path} is invalid: ${problem}`);
}

/** Reads and checks a chain recovery, but for its signatures. Throws `ConfigError`. */
export async function readChainRecovery(path: string): Promise<ChainRecovery> {
  const recovery = await readDocument(
    path,
    chainRecoveryCodec,
    'chain recovery',
    'recovery_invalid',
  );
  const problem = chainRecoveryProblem(recovery);
  if (problem === undefined) return recovery;
  throw new ConfigError('recovery_invalid', `the chain recovery ${path} is invalid: ${problem}`);
}

export async function readDocument<T>(
  path: string,
  codec: Codec<T>,
  what: string,
  invalid: ConfigErrorCode,
): Promise<T> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new ConfigError('config_unreadable', `the ${what} ${path} ${why}`, { cause: error });
  }
  const decoded = decodeJsonText(codec, content);
  if (decoded.ok) return decoded.value;
  const why = problemText(decoded.problem);
  throw withPathOf(new ConfigError(invalid, `the ${what} ${path} is invalid: ${why}`), path);
}
