/**
 * What goes wrong exactly at the height of an upgrade: nothing can be written any more in the data folders of two nodes,
 * one of either build. They stop and say why, refuse to start while that is so, and continue once it is over.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeFiles, nodeFolder } from '@trellis/testnet';
import { buildLibrary, withLibrary } from '../faults/preloaded-library.ts';
import type { Build } from './build.ts';
import { catchUp } from './disturb.ts';
import type { RollingNetwork } from './rolling-network.ts';

/** The node of the newer build that it happens to; the one of the older build is the last of the network. */
const upgraded = 2;
/** Exit codes: of one that runs and can't continue, of one that can't start, and of one that does not know the version. */
const [fatal, cannotStart, needsNewerSoftware] = [1, 2, 6];

export function readOnlyFolders(older: Build, newer: Build, say: (line: string) => void) {
  return async (network: RollingNetwork) => {
    const library = await buildLibrary(network.home, './failing-disk.c');
    if (library === null) {
      say('no C compiler, or no Linux: no folder becomes read-only');
      return async () => undefined;
    }
    const isReadOnly = join(network.home, 'is-read-only');
    const forgotten = network.manifest.nodes.length - 1;
    const victims = [
      { index: upgraded, build: newer },
      { index: forgotten, build: older },
    ];
    const withDisk = <T>(index: number, start: () => Promise<T>): Promise<T> => {
      const data = join(nodeFolder(network.folder, network.node(index)), nodeFiles.data);
      const orders = { DISK_FAILS: 'read-only', DISK_FAILS_AT: data, DISK_FAILS_WHEN: isReadOnly };
      return withLibrary(library, orders, start);
    };
    for (const { index, build } of victims) {
      await network.stop(index);
      await withDisk(index, () => network.start(index, build));
    }
    for (const { index } of victims) await catchUp(network, index);

    return async (height: bigint): Promise<void> => {
      await network.reach(0, height - 1n);
      await writeFile(isReadOnly, '');
      say(
        `at block ${await network.height(0)}: nothing can be written any more in two data folders`,
      );
      for (const { index, build } of victims) {
        const { name } = network.node(index);
        const ended = await network.exitCode(index);
        say(
          `${name}, ${build.name}, can’t write, and ended with ${ended}: ${await lastWords(network, index)}`,
        );
        const again = await withDisk(index, () => network.startInVain(index, build));
        say(`${name}, started again, ended with ${again}: ${await lastWords(network, index)}`);
        // The older build may know already that it can't continue, and writes nothing then.
        const isLeftBehind = (code: number | null): boolean =>
          build === older && code === needsNewerSoftware;
        const isRight =
          (ended === fatal || isLeftBehind(ended)) &&
          (again === cannotStart || isLeftBehind(again));
        if (!isRight) throw new Error(`${name} ended with ${ended}, then with ${again}`);
      }
      say(
        `block ${await network.height(0)} is final meanwhile; now the folders can be written again`,
      );
      await rm(isReadOnly);
      await network.start(upgraded, newer);
      // It stops again at once if the upgrade took effect.
      const code = await Promise.race([
        network.startInVain(forgotten, older),
        pause(5_000, 'runs'),
      ]);
      say(`the node of the older build ${code === 'runs' ? 'runs' : `ended with ${code}`}`);
    };
  };
}

/** Why a node ended, from the last line of its log: of pino, or in plain text where it could not start. */
async function lastWords(network: RollingNetwork, index: number): Promise<string> {
  const line = (await network.log(index)).trimEnd().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return line;
  const { msg, error, advice } = JSON.parse(line);
  return [msg, error?.message, advice].filter((part) => part !== undefined).join(': ');
}
