/** Taking nodes into a running testnet and out of it: by votes of its operators, like in any network. */
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAccount,
  getAccount,
  getNodes,
  getStatus,
  getValidators,
  type HttpTransport,
  httpTransport,
  type LightClient,
} from '@trellis/client';
import { readKeyFileHeader, type SignatureProvider } from '@trellis/crypto';
import { makePrivateFolder } from '@trellis/crypto/files';
import { readKeyFile } from '@trellis/crypto/key-file';
import { ensureTestKey, openTestKey } from '@trellis/keystore';
import { type NodeConfig, nodeFiles, readConfig } from '@trellis/node';
import { type GovernanceAction, rawText, singleKeyPolicy } from '@trellis/protocol';
import { readCertificateKey, writeCertificates } from '../certificate-files.ts';
import { httpPortOffset } from '../free-ports.ts';
import { makeNodeKeys, treasuryName } from '../init.ts';
import {
  nodeFolder,
  readManifest,
  TestnetError,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
  writeManifest,
} from '../layout.ts';
import { openLightClient } from '../light-client.ts';
import { startProcess, stopProcess } from '../processes.ts';
import { untilReady } from '../start.ts';
import { act, decide } from './decide.ts';

export interface MemberOptions {
  readonly home: string;
  readonly provider: SignatureProvider;
  /** Told what happens, in sentences. */
  onStep(text: string): void;
}

export interface AddOptions extends MemberOptions {
  /** What the new node begins with. */
  readonly join: NodeConfig['network']['join'];
  /** Power that the operators vote to give it once it has caught up; 0 lets it follow. */
  readonly power: number;
  /** Believes the authority of the node's certificate (PEM) from now on, in a testnet that is served over HTTPS. */
  trust(authority: string): Promise<void>;
}

export interface AddedNode {
  readonly node: TestnetNode;
  readonly height: bigint;
  /** From the start of its process until it had the block that was the newest by then. */
  readonly joinedMs: number;
}

/** For the votes to take effect, and for a new node to catch up. */
const timeoutMs = 120_000;

/**
 * Makes a node, has the operators let it into the network, starts it and waits until it has caught up. One that an earlier
 * call left half made, as it was interrupted, is completed instead. Throws `TestnetError`.
 */
export async function addNode(options: AddOptions): Promise<AddedNode> {
  const { home, provider, power, onStep } = options;
  const folder = testnetFolder(home);
  const manifest = await readManifest(folder);
  const transport = await runningTransport(manifest);
  const light = await openLightClient(folder, transport, provider);
  const left = await halfMade(folder, manifest, transport);
  const node = left ?? (await nextNode(folder, manifest));
  if (left === null) {
    const action = await makeNode(options, { folder, manifest, node, transport, light });
    await decide(home, provider, light, [action]);
    onStep(`voted: ${node.name} may connect`);
  } else onStep(`${node.name} is continued with, which was left half made`);
  const known = manifest.nodes.some(({ name }) => name === node.name);
  const extended = known ? manifest : { ...manifest, nodes: [...manifest.nodes, node] };
  await writeManifest(folder, extended);

  const started = performance.now();
  await startProcess(folder, node);
  await untilReady(folder, extended, node);
  const { head } = await getStatus(transport);
  await until(`${node.name} has block ${head.height}`, async () => {
    const { head: its } = await getStatus(httpTransport({ url: node.http }));
    return its.height >= head.height;
  });
  const joinedMs = performance.now() - started;
  onStep(`${node.name} runs and has block ${head.height}`);
  if (power > 0) await giveVote(options, { folder, node, transport, light });
  await rm(join(nodeFolder(folder, node), joiningFile));
  return { node, height: head.height, joinedMs };
}

/** In the folder of a node until it is one of the network. */
const joiningFile = 'joining';

interface NewNode {
  readonly folder: string;
  readonly node: TestnetNode;
  readonly transport: HttpTransport;
  readonly light: LightClient;
}

/** Keys, certificate and configuration of a new node, and what has to be voted for it. */
async function makeNode(
  { home, provider, join: joinBy, trust }: AddOptions,
  { folder, manifest, node, transport, light }: NewNode & { readonly manifest: TestnetManifest },
): Promise<GovernanceAction> {
  await makePrivateFolder(nodeFolder(folder, node));
  await writeFile(join(nodeFolder(folder, node), joiningFile), '');
  const operator = await ensureTestKey(home, `operator${numberOf(node.name)}`, manifest.scheme);
  const policy = singleKeyPolicy(operator.scheme, operator.address);
  if ((await getAccount(light, operator.account)).value === null) {
    const treasury = await openTestKey(home, treasuryName, provider);
    const from = (await ensureTestKey(home, treasuryName, manifest.scheme)).account;
    await act(light, treasury, createAccount(from, policy));
  }
  const made = await makeNodeKeys(folder, node.name, operator, {
    scheme: manifest.scheme,
    provider,
  });
  const { name, peer, networkKey } = made;
  await writeConfig(folder, manifest, node, joinBy, transport);
  if (isSecure(node)) {
    // The key of the testnet's own authority is gone since it was made.
    const keyType = await readCertificateKey(folder, manifest.nodes[0] ?? node);
    await trust(await writeCertificates(folder, `${manifest.chainId} ${name}`, [name], keyType));
  }
  return { type: 'addNode', node: name, peer, networkKey, operator: made.operator };
}

/** Has a node that has caught up voted in as a validator, unless it is one. */
async function giveVote(
  { home, provider, power, onStep }: AddOptions,
  { folder, node, transport, light }: NewNode,
): Promise<void> {
  const { name } = node;
  const { validators } = await getValidators(transport);
  if (!validators.some((one) => one.name === name)) {
    const file = await readKeyFile(join(nodeFolder(folder, node), nodeFiles.validatorKey));
    const { scheme, publicKey } = readKeyFileHeader(file);
    await decide(home, provider, light, [
      { type: 'addValidator', node: name, scheme, publicKey, power },
    ]);
  }
  await untilValidators(transport, (names) => names.includes(name), `${name} votes`);
  // It may be a block behind the node that was asked.
  await until(`${name} knows that it votes`, async () => {
    const { node: its } = await getStatus(httpTransport({ url: node.http }));
    return its.validator !== null;
  });
  onStep(`voted: ${name} decides blocks with power ${power}`);
}

/** A node that an interrupted call left, if the operators have let it in; what they have not is removed. */
async function halfMade(
  folder: string,
  manifest: TestnetManifest,
  transport: HttpTransport,
): Promise<TestnetNode | null> {
  const { nodes: registered } = await getNodes(transport);
  for (const name of await readdir(folder)) {
    if (!(await exists(join(folder, name, joiningFile)))) continue;
    const known = manifest.nodes.find((one) => one.name === name);
    if (known !== undefined) return known;
    if (registered.some((one) => one.name === name)) {
      return nodeNumbered(manifest, numberOf(name));
    }
    await rm(join(folder, name), { recursive: true });
  }
  return null;
}

/** Has the operators shut a node out, and stops it. Its folder stays. Throws `TestnetError`. */
export async function removeNode(options: MemberOptions, name: string): Promise<void> {
  const { home, provider, onStep } = options;
  const folder = testnetFolder(home);
  const manifest = await readManifest(folder);
  const node = manifest.nodes.find((one) => one.name === name);
  if (node === undefined) {
    const known = manifest.nodes.map((one) => one.name).join(', ');
    throw new TestnetError('unknown_node', `there is no node "${name}"; there are ${known}`);
  }
  const nodes = manifest.nodes.filter((one) => one !== node);
  const transport = await runningTransport({ ...manifest, nodes });
  const light = await openLightClient(folder, transport, provider);
  const { nodes: registered } = await getNodes(transport);
  // An earlier call may have been interrupted after the vote.
  if (registered.some((one) => one.name === name)) {
    await decide(home, provider, light, [{ type: 'removeNode', node: name }]);
  }
  onStep(`voted: ${name} is not admitted any more`);
  await untilValidators(transport, (names) => !names.includes(name), `${name} has no power`);
  await stopProcess(folder, node);
  await writeManifest(folder, { ...manifest, nodes });
  onStep(`${name} is stopped; its folder ${nodeFolder(folder, node)} is kept`);
}

/** The way to the first node that runs. */
async function runningTransport({ nodes }: TestnetManifest): Promise<HttpTransport> {
  for (const { http } of nodes) {
    const transport = httpTransport({ url: http });
    const status = await getStatus(transport).catch(() => null);
    if (status !== null) return transport;
  }
  throw new TestnetError('node_failed', 'no node answers; start them with "trellis testnet up"');
}

/** The next number and the next ports, never those of a node that was there once. */
async function nextNode(folder: string, manifest: TestnetManifest): Promise<TestnetNode> {
  let number = Math.max(...manifest.nodes.map(({ name }) => numberOf(name))) + 1;
  while (await exists(nodeFolder(folder, { name: `node${number}` }))) number += 1;
  return nodeNumbered(manifest, number);
}

function nodeNumbered({ nodes }: TestnetManifest, number: number): TestnetNode {
  const protocol = nodes.some(isSecure) ? 'https' : 'http';
  const networkPort =
    Math.min(...nodes.map((one) => one.networkPort - numberOf(one.name))) + number;
  const httpPort = networkPort + httpPortOffset;
  const http = `${protocol}://127.0.0.1:${httpPort}`;
  return { name: `node${number}`, http, httpPort, networkPort };
}

function isSecure({ http }: TestnetNode): boolean {
  return http.startsWith('https:');
}

function numberOf(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

/** As the first node's, but for what is the new one's own. */
async function writeConfig(
  folder: string,
  { nodes }: TestnetManifest,
  node: TestnetNode,
  joinBy: NodeConfig['network']['join'],
  transport: HttpTransport,
): Promise<void> {
  const [first] = nodes;
  if (first === undefined) throw new Error('a testnet has nodes');
  const registered = await getNodes(transport);
  const template = join(nodeFolder(folder, first), nodeFiles.config);
  const config = JSON.parse(await readFile(template, 'utf8'));
  const peers = nodes.flatMap(({ name, networkPort }) => {
    const peer = registered.nodes.find((one) => one.name === name)?.peer;
    const address = `/ip4/127.0.0.1/tcp/${networkPort}`;
    return peer === undefined ? [] : [{ peer, address }];
  });
  const path = join(nodeFolder(folder, node), nodeFiles.config);
  const content = {
    ...config,
    name: node.name,
    networkKey: nodeFiles.networkKey,
    validator: { keyFile: nodeFiles.validatorKey, passwordFile: nodeFiles.password },
    nextValidator: null,
    network: {
      ...config.network,
      publicAddresses: [],
      listen: [`/ip4/127.0.0.1/tcp/${node.networkPort}`],
      peers,
      join: joinBy,
    },
    http: { ...config.http, port: node.httpPort },
  };
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
  // What can't be read is better found out before the vote.
  await readConfig(path);
}

async function untilValidators(
  transport: HttpTransport,
  condition: (names: readonly string[]) => boolean,
  what: string,
): Promise<void> {
  await until(what, async () => {
    const { validators } = await getValidators(transport);
    return condition(validators.map(({ name }) => rawText(name)));
  });
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new TestnetError(
        'node_failed',
        `waited ${timeoutMs / 1_000} s until ${what}, without success; "trellis testnet logs" shows why`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
