/** One real node in this process, in a folder of its own, with an HTTP API that asks for credentials. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultHttpConfig } from '@trellis/api';
import { accessFolder, apiKeysIn } from '@trellis/api/access';
import {
  createLightClient,
  type HttpTransport,
  type LightClient,
  trustGenesis,
} from '@trellis/client';
import { type Address, createProvider } from '@trellis/crypto';
import {
  type NodeConfig,
  type RunningNode,
  readConfig,
  readGenesis,
  startNode,
} from '@trellis/node';
import { policyAddress } from '@trellis/protocol';
import type { ApiKeyPlan } from '@trellis/protocol/http-api';
import {
  initTestnet,
  nodeFiles,
  nodeFolder,
  type TestnetOptions,
  testnetFolder,
} from '@trellis/testnet';
import { testPorts } from '../ports.ts';

export interface GuardedNode {
  readonly url: string;
  readonly home: string;
  readonly config: NodeConfig;
  readonly running: RunningNode;
  /** The account that has money, and one that has none. */
  readonly treasury: Address;
  readonly operator: Address;
  readonly log: readonly string[];
  /** The id and the secret of a new key. */
  makeKey(plan: Partial<ApiKeyPlan>): Promise<{ readonly id: string; readonly secret: string }>;
  revoke(id: string): Promise<void>;
  /** Reads with proofs, by the node's own genesis. */
  light(transport: HttpTransport): Promise<LightClient>;
  /** Stops it, and starts it again on the same folder, with these changes if any. */
  restart(changes?: Partial<NodeConfig>): Promise<GuardedNode>;
  remove(): Promise<void>;
}

/** Makes a chain of one validator and runs it. Its API is open to nobody, unless `http` says otherwise. */
export async function startGuardedNode(
  http: Partial<NodeConfig['http']> = {},
  https?: TestnetOptions['https'],
  alerts?: NodeConfig['alerts'],
): Promise<GuardedNode> {
  const home = await mkdtemp(join(tmpdir(), 'trellis-access-'));
  try {
    const manifest = await initTestnet(home, {
      validators: 1,
      scheme: 'ml-dsa-44',
      provider: createProvider('native'),
      basePort: await testPorts(1),
      ...(https && { https }),
    });
    const [first] = manifest.nodes;
    if (first === undefined) throw new Error('a testnet without nodes');
    const written = await readConfig(
      join(nodeFolder(testnetFolder(home), first), nodeFiles.config),
    );
    const { tls } = written.http;
    const config = {
      ...written,
      http: { ...written.http, ...defaultHttpConfig, tls, ...http },
      ...(alerts && { alerts }),
    };
    return await run(home, config);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function run(home: string, config: NodeConfig): Promise<GuardedNode> {
  const log: string[] = [];
  const note = (fields: Readonly<Record<string, unknown>>, fact: string): void => {
    log.push(
      `${fact} ${JSON.stringify(fields, (_key, part) => (typeof part === 'bigint' ? `${part}` : part))}`,
    );
  };
  const logger = { debug: note, info: note, warn: note, error: note };
  const running = await startNode(config, logger, (error) => note({ error }, 'fatal'));
  // Before block 1 there is nothing that a certificate proves.
  while (running.engine.chain.head().header.height === 0n) await pause(10);
  const { accounts } = await readGenesis(config.genesis);
  const [treasury, operator] = accounts.map(({ policy }) => policyAddress(policy));
  if (treasury === undefined || operator === undefined)
    throw new Error('a genesis without accounts');
  const keys = apiKeysIn(accessFolder(config.data));
  return {
    url: running.httpUrl,
    home,
    config,
    running,
    treasury,
    operator,
    log,
    async makeKey(plan) {
      const { key, secret } = await keys.create({
        name: 'test',
        scopes: ['read'],
        accounts: null,
        addresses: [],
        expires: null,
        boundTo: null,
        ...plan,
      });
      return { id: key.id, secret };
    },
    async revoke(id) {
      await keys.revoke(id);
    },
    async light(transport) {
      const trusted = trustGenesis(await readGenesis(config.genesis));
      return createLightClient({ transport, verifier: createProvider('native'), trusted });
    },
    async restart(changes = {}) {
      await running.stop();
      return run(home, { ...config, ...changes });
    },
    async remove() {
      await running.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
