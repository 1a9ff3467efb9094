/** Processes with one identity: a copy that is started beside the first gives way, and what looks like one does not. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getNodes, getReportedBlock, getStatus, getValidators } from '@trellis/client';
import { createProvider, keyAddress } from '@trellis/crypto';
import { directMessageCodec, type PeerName } from '@trellis/engine';
import { encode, rawText } from '@trellis/protocol';
import { readSurvivingData } from '@trellis/storage';
import {
  checkSigning,
  compareChains,
  findProcess,
  type Load,
  logTail,
  nodeFiles,
  nodeFolder,
  recordVotes,
  startLoad,
  startProcess,
  stopProcess,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startBorrowedPeer } from '../e2e/borrowed-peer.ts';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { copyHome, startBeside } from './copied-home.ts';
import { dataFolder, untilItFollows } from './damage.ts';

/** The validator that is copied, and one whose place is taken to speak to it. */
const copied = 1;
const speaker = 3;

let network: TestNetwork;
let load: Load;

beforeAll(async () => {
  network = await startNetwork({ drill: true, logLevel: 'info' });
  await recordVotes(network.folder, network.manifest, true);
  load = await startLoad(network.home, network.manifest, createProvider('native'));
});

afterAll(async () => {
  await load?.stop();
  await network?.remove();
});

const votesAlone = async (): Promise<void> => {
  const transport = network.transports[copied];
  if (transport === undefined) throw new Error('no such node');
  await untilItFollows(network, copied);
  await expect.poll(async () => (await getStatus(transport)).guard?.state).toBe('voting');
};

it('a copy of a whole home that is started beside the first never votes, and stops with what to do', async () => {
  const copy = await copyHome(network);
  try {
    const { code, log } = await startBeside(copy, copied);
    expect(code).toBe('same_identity');
    expect(log).toMatch(/"advice":"another process has the keys of this node.*decide which/);
    expect(log).not.toContain('it votes');
    await votesAlone();
  } finally {
    await copy.remove();
  }
});

it('votes that are replayed raise no alarm, nor does a node that is told to dial itself', async () => {
  const { folder, manifest, transports } = network;
  const node = network.node(copied);
  const [transport] = transports;
  if (transport === undefined) throw new Error('no node');
  const [nodes, { chainId }] = await Promise.all([getNodes(transport), getStatus(transport)]);
  const own = await getStatus(transports[copied] ?? transport);
  // A node that others outrun may not have been heard by them yet.
  await expect.poll(() => signedLast(node.name)).toBe(true);
  await Promise.all([network.kill(copied), network.kill(speaker)]);
  // The kernel lets go of what a killed process had locked a moment after it is gone.
  const { votes, schedule } = await vi.waitFor(
    () => readSurvivingData(dataFolder(network, speaker)),
    { timeout: 60_000 },
  );
  const [{ members } = { members: [] }] = schedule.sets;
  const member = members.find(({ node: name }) => name === node.name);
  if (member === undefined) throw new Error('it is no validator');
  const address = keyAddress(member.scheme, member.publicKey);
  const replayed = votes.filter(({ validator }) => validator === address);
  expect(replayed.length).toBeGreaterThan(0);

  const before = (await logTail(folder, node, 100_000)).length;
  const path = join(nodeFolder(folder, node), nodeFiles.config);
  const config = await readFile(path, 'utf8');
  await writeFile(path, withPeer(config, rawText(own.node.peer), node.networkPort));
  const borrowed = await startBorrowedPeer({ network, index: speaker, chainId, nodes });
  try {
    await startProcess(folder, node);
    await untilReady(folder, manifest, node);
    const replay = (): void => {
      for (const vote of replayed) {
        borrowed.send(
          own.node.peer as PeerName,
          encode(directMessageCodec, { type: 'vote', vote }),
        );
      }
    };
    const { head } = await getStatus(transport);
    // The speaker's place is taken.
    const others = { ...manifest, nodes: manifest.nodes.slice(0, speaker) };
    for (let height = head.height; height < head.height + 10n; height++) {
      replay();
      await untilHeight(folder, others, height + 1n, 60_000);
    }
  } finally {
    await borrowed.stop();
    await stopProcess(folder, node);
    await writeFile(path, config);
    for (const one of [node, network.node(speaker)]) await startProcess(folder, one);
  }
  await votesAlone();
  const log = (await logTail(folder, node, 100_000)).slice(before);
  expect(log).not.toContain('same_identity');
});

/** Whether the newest block of the speaker has this node's signature. */
async function signedLast(name: string): Promise<boolean> {
  const transport = network.transports[speaker];
  if (transport === undefined) throw new Error('no such node');
  const { validators } = await getValidators(transport);
  const { certificate } = await getReportedBlock(transport, 'latest');
  return (
    certificate?.signatures.some((one) => validators[one.validatorIndex]?.name === name) ?? false
  );
}

/** A configuration with one more node to dial. */
function withPeer(config: string, peer: string, port: number): string {
  const parsed = JSON.parse(config);
  parsed.network.peers.push({ peer, address: `/ip4/127.0.0.1/tcp/${port}` });
  return JSON.stringify(parsed);
}

it('two that are started together from one copy: at most one runs, and the others continue', async () => {
  const node = network.node(copied);
  await stopProcess(network.folder, node);
  const copy = await copyHome(network);
  try {
    await startProcess(network.folder, node);
    const { code, log } = await startBeside(copy, copied);
    expect(code).toBe('same_identity');
    expect(log).not.toContain('it votes');
    await votesAlone().catch(async (error: unknown) => {
      // The first had signed nothing either, and stopped too.
      if ((await findProcess(network.folder, node)) !== null) throw error;
      await startProcess(network.folder, node);
      await votesAlone();
    });
  } finally {
    await copy.remove();
  }
});

it('after all that the blocks are the same everywhere, nothing is lost and nothing was signed twice', async () => {
  const payments = await load.stop();
  expect(await compareChains(network.manifest, payments)).toMatchObject({ forks: [], lost: [] });
  const signing = await checkSigning(network.folder, network.manifest);
  expect(signing).toMatchObject({ conflicts: [] });
  expect(signing.messages).toBeGreaterThan(0);
});
