import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createProvider } from '@trellis/crypto';
import {
  checkSigning,
  compareChains,
  findProcess,
  type Load,
  lastWords,
  logTail,
  recordVotes,
  startLoad,
} from '@trellis/testnet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { dataFolder, startDamaged, untilItFollows } from './damage.ts';

/** The node that is damaged; the other three continue. */
const victim = 3;

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

describe('a validator that was killed under load and comes back to', () => {
  it('nothing at all: takes no part until it has looked on for a height', async () => {
    await network.kill(victim);
    await rm(dataFolder(network, victim), { recursive: true });
    expect(await startDamaged(network, victim)).toEqual({ type: 'runs' });
    await untilItFollows(network, victim);
  });
});

// Mounting needs root; a user's machine tests the rest.
describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a validator whose disk is a small one of its own',
  () => {
    const data = (): string => dataFolder(network, victim);
    const filler = (): string => join(data(), 'filler');
    const log = async (): Promise<string | null> =>
      lastWords(await logTail(network.folder, network.node(victim), 50));

    beforeAll(async () => {
      await network.kill(victim);
      await rm(data(), { recursive: true, force: true });
      await mkdir(data());
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=700', 'tmpfs', data()]);
      expect(await startDamaged(network, victim)).toEqual({ type: 'runs' });
      await untilItFollows(network, victim);
    });

    afterAll(async () => {
      if ((await findProcess(network.folder, network.node(victim))) !== null) {
        await network.kill(victim);
      }
      await unmount(data());
      // What the disk was mounted on is as open as a new folder is.
      await chmod(data(), 0o700);
      expect(await startDamaged(network, victim)).toEqual({ type: 'runs' });
    });

    it('stops when it is full, refuses to start while it is, and continues when there is room', async () => {
      const { bavail, bsize } = await statfs(data());
      // The node writes as well, so the last bytes may be gone already.
      await writeFile(filler(), Buffer.alloc(bavail * bsize - 256 * 1024)).catch(() => undefined);
      await expect.poll(() => findProcess(network.folder, network.node(victim))).toBeNull();
      expect(await log()).toMatch(/cannot continue: .*(ENOSPC|No space left)/);
      expect(await startDamaged(network, victim)).toMatchObject({ code: 'disk_full' });
      await rm(filler());
      expect(await startDamaged(network, victim)).toEqual({ type: 'runs' });
      await untilItFollows(network, victim);
    });

    it('refuses to start while it is read-only', async () => {
      await network.kill(victim);
      await remountReadOnly(data());
      try {
        expect(await startDamaged(network, victim)).toMatchObject({ code: 'folder_not_writable' });
      } finally {
        execFileSync('mount', ['-o', 'remount,rw', data()]);
      }
      expect(await startDamaged(network, victim)).toEqual({ type: 'runs' });
      await untilItFollows(network, victim);
    });
  },
);

/** The kernel closes the files of a killed process a moment after it is gone. */
async function remountReadOnly(path: string): Promise<void> {
  await expect.poll(() => spawnSync('mount', ['-o', 'remount,ro', path]).status).toBe(0);
}

/** As above: until then the disk is busy. Throws what `umount` says if it stays so. */
async function unmount(path: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (spawnSync('umount', [path]).status === 0) return;
    await pause(100);
  }
  execFileSync('umount', [path]);
}

it('after all that the blocks are the same everywhere, nothing is lost and nothing was signed twice', async () => {
  await untilItFollows(network, victim);
  const payments = await load.stop();
  expect(await compareChains(network.manifest, payments)).toMatchObject({ forks: [], lost: [] });
  expect(await checkSigning(network.folder, network.manifest)).toMatchObject({ conflicts: [] });
});
