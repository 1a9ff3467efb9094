/** What goes wrong exactly at the height of an upgrade: a crash of a node of either build, and a disk without room. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeFiles, nodeFolder, whyUnresponsive } from '@trellis/testnet';
import type { Build } from './build.ts';
import type { RollingNetwork } from './rolling-network.ts';

/** The nodes that it happens to; both run the newer build, the forgotten one is the last of the network. */
const [crashing, full] = [1, 2];

export function disturbances(older: Build, newer: Build, say: (line: string) => void) {
  return async (network: RollingNetwork) => {
    const forgotten = network.manifest.nodes.length - 1;
    const freeDisk = await onSmallDisk(network, full, newer, say);
    await catchUp(network, full);
    return (height: bigint): Promise<void> => disturb(network, forgotten, freeDisk, height);
  };

  async function disturb(
    network: RollingNetwork,
    forgotten: number,
    freeDisk: SmallDisk,
    height: bigint,
  ): Promise<void> {
    await network.reach(0, height - 1n);
    await Promise.all([network.kill(crashing), network.kill(forgotten), freeDisk.fill()]);
    say(`at block ${await network.height(0)}: a crash on either build, and a disk without room`);
    await pause(1_500);
    await network.start(crashing, newer);
    // It stops again at once if the upgrade took effect.
    const code = await Promise.race([network.startInVain(forgotten, older), pause(5_000, 'runs')]);
    say(`the crashed node of the older build ${code === 'runs' ? 'runs' : `ended with ${code}`}`);
    // Without the others there is no quorum, and nothing that it would have to write.
    await freeDisk.hasEnded();
    await freeDisk.empty();
    await network.start(full, newer);
  }
}

/** A node that was away has what the others have. */
export async function catchUp(network: RollingNetwork, index: number): Promise<void> {
  await network.reach(index, await network.height(0));
}

interface SmallDisk {
  fill(): Promise<void>;
  /** Resolves when the node has had to write, and ended. */
  hasEnded(): Promise<void>;
  empty(): Promise<void>;
}

/** Gives a node a small disk of its own, if this user may mount one; else nothing happens to it but a crash. */
async function onSmallDisk(
  network: RollingNetwork,
  index: number,
  build: Build,
  say: (line: string) => void,
): Promise<SmallDisk> {
  const data = join(nodeFolder(network.folder, network.node(index)), nodeFiles.data);
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say('no disk can be mounted by this user: a crash stands for the disk without room');
    const none = async (): Promise<void> => undefined;
    return { fill: () => network.kill(index), hasEnded: none, empty: none };
  }
  await network.stop(index);
  await rm(`${data}-kept`, { recursive: true, force: true });
  execFileSync('mv', [data, `${data}-kept`]);
  await mkdir(data, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=0700', 'tmpfs', data]);
  execFileSync('cp', ['-a', `${data}-kept/.`, data]);
  await network.start(index, build);
  const filler = join(data, 'filler');
  return {
    async fill() {
      const { bavail, bsize } = await statfs(data);
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined);
    },
    async hasEnded() {
      await network.exitCode(index);
      const why = await whyUnresponsive(network.folder, network.node(index));
      say(`the node without room ended: ${why.lastWords}`);
    },
    async empty() {
      await rm(filler, { force: true });
    },
  };
}
