/** Making a testnet: keys, genesis and a configuration for each validator, all in one folder. */

import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loopbackHttpConfig } from '@trellis/api';
import {
  generateSeed,
  type KeyFileHeader,
  keyAddress,
  type SchemeName,
  type SignatureProvider,
  toHex,
  votingSchemes,
} from '@trellis/crypto';
import { ensureTestKey, keyPaths } from '@trellis/keystore';
import { peerNameOf } from '@trellis/network';
import { networkKeyAddress } from '@trellis/network/channel';
import {
  defaultNetworkConfig,
  defaultNodeConfig,
  formatConfig,
  makeConnectionKeys,
  makeValidatorKey,
  type NodeConfig,
  nodeFiles,
} from '@trellis/node';
import {
  type AssetCode,
  type ChainId,
  defaultChainLimits,
  defaultRecoverySchemes,
  type Genesis,
  type GenesisValidator,
  type GrantableRole,
  genesisCodec,
  genesisProblem,
  policyAddress,
  singleKeyPolicy,
} from '@trellis/protocol';
import { writeCertificates } from './certificate-files.ts';
import type { CertificateKey } from './development-certificates.ts';
import { expectFreePorts, findBasePort, httpPortOffset } from './free-ports.ts';
import {
  genesisPath,
  nodeFolder,
  readManifest,
  TestnetError,
  type TestnetManifest,
  testnetFolder,
  writeManifest,
} from './layout.ts';
import { expectRoom } from './room.ts';

export interface TestnetOptions {
  readonly validators: number;
  /** Nodes after the validators, which follow without a vote. */
  readonly observers?: number;
  /** Of the validators' votes and of the treasury; accounts may use any scheme. */
  readonly scheme: SchemeName;
  readonly provider: SignatureProvider;
  readonly basePort?: number;
  readonly chainId?: ChainId;
  /** Changes to every node's configuration, for measurements. */
  readonly consensus?: Partial<NodeConfig['consensus']>;
  readonly logLevel?: NodeConfig['logLevel'];
  /** Delays and losses between the nodes, each node with losses of its own. */
  readonly faults?: NodeConfig['network']['faults'];
  /** Of how many blocks before the newest every node keeps the state; 0 when nothing is said. */
  readonly pastStates?: number;
  /** Whether faults can be injected while the nodes run. Costs a little, so measurements go without. */
  readonly drill?: boolean;
  /** Key exchanges between the nodes, if not the default. */
  readonly channel?: Partial<Pick<NodeConfig['network'], 'groups' | 'requirePostQuantum'>>;
  /** Serves the APIs over HTTPS, with new certificates of this kind. */
  readonly https?: HttpsOptions;
  /** Least number of blocks between the start of a recovery and its end, if not the default. */
  readonly recoveryDelay?: number;
  /** Aborted when the testnet is not wanted any more: nothing of it is left then. */
  readonly signal?: AbortSignal;
  /** Accounts besides the treasury, with their keys registered and a first balance. */
  readonly accounts?: readonly GenesisAccount[];
}

interface HttpsOptions {
  readonly certificateKey: CertificateKey;
  /** Whether clients that know classical key exchanges alone are refused. */
  readonly requirePostQuantum: boolean;
}

export interface GenesisAccount {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
  readonly amount: bigint;
  readonly roles?: readonly GrantableRole[];
}

/** The account that issues and first holds the testnet's money. */
export const treasuryName = 'treasury';

/** The account that acts in governance for the validator at this position: `operator1`, `operator2`, … */
export function operatorName(index: number): string {
  return `operator${index + 1}`;
}

/** Assets that a testnet begins with, all issued by the treasury. */
const assets = [
  { code: 'EUR', decimals: 2, name: 'Euro', supply: 1_000_000_000_00n },
  { code: 'USD', decimals: 2, name: 'US dollar', supply: 1_000_000_000_00n },
] as const;

/** Schemes that accounts of a testnet may use: all that sign quickly, so that they can be compared. */
const accountSchemes: readonly SchemeName[] = votingSchemes;

/** Creates a testnet in `home`. Throws `TestnetError` `testnet_exists` rather than touch another one. */
export async function initTestnet(home: string, options: TestnetOptions): Promise<TestnetManifest> {
  const folder = testnetFolder(home);
  if (await exists(folder)) {
    await readManifest(folder).catch((error: unknown) => {
      // A folder without a manifest is what an interrupted `init` leaves behind.
      if (error instanceof TestnetError && error.code === 'no_testnet')
        return rm(folder, { recursive: true });
      throw error;
    });
    if (await exists(folder)) {
      throw new TestnetError(
        'testnet_exists',
        `there is a testnet in ${folder} already; start it with "trellis testnet up", or remove it ` +
          'with "trellis testnet reset --all"',
      );
    }
  }
  await expectRoom(folder);
  try {
    return await makeTestnet(home, folder, options);
  } catch (error) {
    // Without its manifest it is no testnet, and would only be in the way.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function makeTestnet(
  home: string,
  folder: string,
  options: TestnetOptions,
): Promise<TestnetManifest> {
  const count = options.validators + (options.observers ?? 0);
  const basePort = options.basePort ?? (await findBasePort(count));
  if (options.basePort !== undefined) await expectFreePorts(basePort, count);
  const nodes = Array.from({ length: count }, (_, index) => {
    const httpPort = basePort + httpPortOffset + index;
    const http = `${options.https === undefined ? 'http' : 'https'}://127.0.0.1:${httpPort}`;
    return { name: `node${index + 1}`, http, httpPort, networkPort: basePort + index };
  });
  const chainId = options.chainId ?? (`testnet-${randomName()}` as ChainId);
  const manifest: TestnetManifest = { chainId, scheme: options.scheme, nodes };

  const members: GenesisValidator[] = [];
  const operators: KeyFileHeader[] = [];
  for (const [index, node] of nodes.entries()) {
    options.signal?.throwIfAborted();
    const operator = await ensureKey(home, operatorName(index), options.scheme);
    operators.push(operator);
    members.push(await makeNodeKeys(folder, node.name, operator, options));
  }
  const treasury = await ensureKey(home, treasuryName, options.scheme);
  const genesis = makeGenesis(chainId, options, members, treasury, operators);
  await writeFile(
    genesisPath(folder),
    `${JSON.stringify(genesisCodec.toJson(genesis), null, 2)}\n`,
  );
  for (const [index, node] of nodes.entries()) {
    const peers = nodes.flatMap(({ networkPort }, other) => {
      const peer = members[other]?.peer;
      const address = `/ip4/127.0.0.1/tcp/${networkPort}`;
      return other === index || peer === undefined ? [] : [{ peer, address }];
    });
    const others = nodes.filter((one) => one !== node).map(({ http }) => http);
    const votes = index < options.validators;
    const config = makeConfig(node, { peers, others, votes }, options);
    await writeFile(join(nodeFolder(folder, node), nodeFiles.config), formatConfig(config));
  }
  if (options.https !== undefined) {
    const names = nodes.map(({ name }) => name);
    await writeCertificates(folder, chainId, names, options.https.certificateKey);
  }
  options.signal?.throwIfAborted();
  await writeManifest(folder, manifest);
  return manifest;
}

/** A key that is in the home already is kept, whatever its scheme, if accounts of a testnet may have it. */
async function ensureKey(home: string, name: string, scheme: SchemeName): Promise<KeyFileHeader> {
  const key = await ensureTestKey(home, name, scheme);
  if (accountSchemes.includes(key.scheme)) return key;
  throw new TestnetError(
    'key_unusable',
    `the key "${name}" is there already, and of ${key.scheme}, which accounts of a testnet can't have; ` +
      `move ${keyPaths(home, name).key} away, or name another folder with --home`,
  );
}

/** Makes the keys of a node, in its folder. */
export async function makeNodeKeys(
  folder: string,
  name: string,
  operator: KeyFileHeader,
  { scheme, provider }: Pick<TestnetOptions, 'scheme' | 'provider'>,
): Promise<GenesisValidator> {
  const path = nodeFolder(folder, { name });
  const { peerKey, networkKey } = await makeConnectionKeys(path);
  const { publicKey } = await makeValidatorKey(path, scheme, provider);
  return {
    name,
    scheme,
    publicKey,
    power: 1,
    peer: peerNameOf(peerKey),
    networkKey: networkKeyAddress(networkKey),
    operator: policyAddress(singleKeyPolicy(operator.scheme, operator.address)),
  };
}

function makeGenesis(
  chainId: ChainId,
  options: TestnetOptions,
  members: readonly GenesisValidator[],
  treasury: KeyFileHeader,
  operators: readonly KeyFileHeader[],
): Genesis {
  const { scheme, accounts = [], recoveryDelay = defaultChainLimits.recoveryDelay } = options;
  const treasuryPolicy = singleKeyPolicy(treasury.scheme, treasury.address);
  const given = accounts.reduce((sum, { amount }) => sum + amount, 0n);
  const genesis: Genesis = {
    chainId,
    time: BigInt(Date.now()),
    accountSchemes,
    validatorSchemes: [scheme],
    recoverySchemes: defaultRecoverySchemes,
    validators: members.slice(0, options.validators),
    observers: members
      .slice(options.validators)
      .map(({ name, peer, networkKey, operator }) => ({ name, peer, networkKey, operator })),
    limits: {
      ...defaultChainLimits,
      recoveryDelay,
    },
    fees: null,
    assets: assets.map(({ code, decimals, name }) => ({
      asset: code as AssetCode,
      issuer: policyAddress(treasuryPolicy),
      decimals,
      name,
    })),
    accounts: [
      {
        policy: treasuryPolicy,
        publicKeys: [{ scheme: treasury.scheme, publicKey: treasury.publicKey }],
        balances: assets.map(({ code, supply }) => ({
          asset: code as AssetCode,
          amount: code === 'EUR' ? supply - given : supply,
        })),
        roles: ['issuer', 'registrar'],
      },
      ...operators.map((operator) => ({
        policy: singleKeyPolicy(operator.scheme, operator.address),
        publicKeys: [{ scheme: operator.scheme, publicKey: operator.publicKey }],
        balances: [],
        roles: [],
      })),
      ...accounts.map((account) => ({
        policy: singleKeyPolicy(account.scheme, keyAddress(account.scheme, account.publicKey)),
        publicKeys: [{ scheme: account.scheme, publicKey: account.publicKey }],
        balances: [{ asset: 'EUR' as AssetCode, amount: account.amount }],
        roles: account.roles ?? [],
      })),
    ],
  };
  const problem = genesisProblem(genesis);
  if (problem !== undefined) throw new Error(`the testnet's genesis is invalid: ${problem}`);
  return genesis;
}

interface NodesAround {
  readonly peers: NodeConfig['network']['peers'];
  /** Addresses of their HTTP APIs. */
  readonly others: readonly string[];
  readonly votes: boolean;
}

function makeConfig(
  { name, httpPort, networkPort }: TestnetManifest['nodes'][number],
  { peers, others, votes }: NodesAround,
  {
    provider,
    consensus = {},
    logLevel = defaultNodeConfig.logLevel,
    faults = null,
    pastStates = defaultNodeConfig.pastStates,
    drill = false,
    channel = {},
    https,
  }: TestnetOptions,
): NodeConfig {
  return {
    ...defaultNodeConfig,
    name,
    genesis: '../genesis.json',
    data: nodeFiles.data,
    peerKey: nodeFiles.peerKey,
    networkKey: nodeFiles.networkKey,
    validator: votes ? { keyFile: nodeFiles.validatorKey, passwordFile: nodeFiles.password } : null,
    provider: provider.name,
    network: {
      ...defaultNetworkConfig,
      listen: [`/ip4/127.0.0.1/tcp/${networkPort}`],
      peers,
      ...channel,
      faults: lineFaults(faults, networkPort),
      drill: drill ? nodeFiles.drill : null,
    },
    http: {
      host: '127.0.0.1',
      port: httpPort,
      ...loopbackHttpConfig,
      pageNodes: others,
      ...(https && {
        tls: {
          certificate: nodeFiles.tlsCertificate,
          key: nodeFiles.tlsKey,
          requirePostQuantum: https.requirePostQuantum,
        },
      }),
    },
    consensus: { ...defaultNodeConfig.consensus, ...consensus },
    pastStates,
    logLevel,
    log: { file: nodeFiles.log, megabytes: 64, hours: 24, totalMegabytes: 512 },
  };
}

/** Every node draws its own losses. */
function lineFaults(
  faults: NodeConfig['network']['faults'],
  networkPort: number,
): NodeConfig['network']['faults'] {
  return faults === null ? null : { ...faults, seed: (faults.seed + networkPort) >>> 0 };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Keeps the transactions of one testnet from counting on another. */
function randomName(): string {
  return toHex(generateSeed('ed25519').slice(0, 3));
}
