/** A testnet whose nodes run different software, one node replaced after another. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  accountOf,
  announceVersion,
  getProposal,
  getProtocol,
  getStatus,
  type HttpTransport,
  httpTransport,
  type LightClient,
  type ProvenProtocol,
  propose,
  send,
  vote,
} from '@trellis/client';
import { createProvider, sha256 } from '@trellis/crypto';
import { inBackground } from '@trellis/engine';
import { openTestKey } from '@trellis/keystore';
import { type GovernanceAction, type Operation, toHeight } from '@trellis/protocol';
import {
  killProcess,
  logTail,
  nodeFiles,
  nodeFolder,
  openLightClient,
  operatorName,
  stopProcess,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
} from '@trellis/testnet';
import type { Build } from './build.ts';

export interface RollingNetwork {
  readonly home: string;
  readonly folder: string;
  readonly manifest: TestnetManifest;
  transport(index: number): HttpTransport;
  node(index: number): TestnetNode;
  /** Starts a stopped node with this software; resolves when it answers. */
  start(index: number, build: Build): Promise<void>;
  /** As `start`, for one that is expected to end: resolves with its exit code. */
  startInVain(index: number, build: Build): Promise<number | null>;
  stop(index: number): Promise<void>;
  kill(index: number): Promise<void>;
  /** Of a node that ended by itself. */
  exitCode(index: number): Promise<number | null>;
  /** The last lines of its log. */
  log(index: number): Promise<string>;
  height(index: number): Promise<bigint>;
  /** Resolves when a node has a height final. */
  reach(index: number, height: bigint): Promise<void>;
  /** Sends an operation of an operator, by way of a node. */
  send(operator: number, via: number, ...operations: readonly Operation[]): Promise<void>;
  operator(index: number): Promise<ReturnType<typeof accountOf>>;
  /** Has it voted by as many operators as it takes. */
  pass(via: number, action: GovernanceAction): Promise<void>;
  /** Announces what the software of a node knows, as reported by the node. */
  announce(index: number): Promise<number>;
  protocol(via: number): Promise<ProvenProtocol>;
}

const provider = createProvider('native');
export const release = {
  release: 'trellis-upgrade-trial',
  releaseHash: sha256(new TextEncoder().encode('upgrade trial')),
};
/** A machine that does much else starts a node in half a minute, and seven at once in some. */
const timeoutMs = 600_000;

export function createRollingNetwork(home: string, manifest: TestnetManifest): RollingNetwork {
  const folder = testnetFolder(home);
  const ended = new Map<number, Promise<number | null>>();
  const node = (index: number): TestnetNode => {
    const found = manifest.nodes[index];
    if (found === undefined) throw new Error(`no node ${index}`);
    return found;
  };
  const transports = manifest.nodes.map(({ http }) =>
    httpTransport({ url: http, timeoutMs: 5_000 }),
  );
  const transport = (index: number): HttpTransport => {
    const found = transports[index];
    if (found === undefined) throw new Error(`no node ${index}`);
    return found;
  };
  const light = (index: number): Promise<LightClient> =>
    openLightClient(folder, transport(index), provider);
  const keyOf = (index: number) => openTestKey(home, operatorName(index), provider);

  async function spawnNode(index: number, { program }: Build): Promise<void> {
    const path = nodeFolder(folder, node(index));
    const log = openSync(join(path, nodeFiles.log), 'a', 0o600);
    const child = spawn(process.execPath, [program, join(path, nodeFiles.config)], {
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    ended.set(
      index,
      new Promise((resolve) => {
        child.on('exit', resolve);
      }),
    );
    child.unref();
    await writeFile(join(path, nodeFiles.pid), `${child.pid}\n`);
  }

  async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!(await condition().catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`gave up waiting until ${what}`);
      await pause(20);
    }
  }

  const network: RollingNetwork = {
    home,
    folder,
    manifest,
    transport,
    node,
    async start(index, build) {
      await spawnNode(index, build);
      const { name } = node(index);
      let hasEnded = false;
      inBackground(
        network.exitCode(index).then(() => {
          hasEnded = true;
        }),
        () => undefined,
      );
      await until(
        `${name} answers`,
        async () => hasEnded || (await getStatus(transport(index))).node.name === name,
      );
      if (hasEnded) throw new Error(`${name} ended: ${await network.log(index)}`);
    },
    async startInVain(index, build) {
      await spawnNode(index, build);
      return network.exitCode(index);
    },
    async stop(index) {
      await stopProcess(folder, node(index));
    },
    async kill(index) {
      await killProcess(folder, node(index));
    },
    exitCode: (index) => ended.get(index) ?? Promise.resolve(null),
    log: (index) => logTail(folder, node(index), 12),
    height: async (index) => (await getStatus(transport(index))).head.height,
    reach: (index, height) =>
      until(
        `${node(index).name} has block ${height}`,
        async () => (await network.height(index)) >= height,
      ),
    async send(operator, via, ...operations) {
      const key = await keyOf(operator);
      for (;;) {
        try {
          await send(await light(via), { key, sender: accountOf(key), operations });
          return;
        } catch (error) {
          // This node has not yet the block with what the operator sent by way of another one.
          const { code } = error as { readonly code?: string };
          if (code !== 'sequence_taken' && code !== 'sequence_used') throw error;
          await pause(100);
        }
      }
    },
    operator: async (index) => accountOf(await keyOf(index)),
    async pass(via, action) {
      const expiresAt = toHeight((await network.height(via)) + 10_000n);
      const proposer = await network.operator(0);
      await network.send(0, via, propose({ operator: proposer, actions: [action], expiresAt }));
      proposals += 1;
      for (let index = 1; index < manifest.nodes.length; index++) {
        const { outcome } = (await getProposal(await light(via), proposals)).value;
        if (outcome.type !== 'open') break;
        const operator = await network.operator(index);
        await network.send(index, via, vote({ operator, proposal: proposals, choice: 'approve' }));
      }
    },
    async announce(index) {
      const { knownVersion } = (await network.protocol(index)).reported;
      const operator = await network.operator(index);
      const { name } = node(index);
      await network.send(
        index,
        index,
        announceVersion({ operator, node: name, version: knownVersion }),
      );
      return knownVersion;
    },
    protocol: async (via) => getProtocol(await light(via)),
  };
  let proposals = 0;
  return network;
}
