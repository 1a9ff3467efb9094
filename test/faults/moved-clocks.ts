/** Nodes whose clocks of the day a library moves, each by what a file says, while they run. */
import { chmod, constants, mkdir, open, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { startProcess, stopProcess, untilReady } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { buildLibrary, withLibrary } from './preloaded-library.ts';

export interface MovedClocks {
  /** A node that was started with its clock sees it at once, as the file is mapped into its memory. */
  set(index: number, offsetMs: number): Promise<void>;
  /** Starts nodes again, with clocks that are right until they are set. */
  restart(indices: readonly number[]): Promise<void>;
  /** Puts a command first on the path of what this process starts; it sets the clock of a node right. */
  asCommand(name: string, index: number): Promise<void>;
}

/** `null` where there is no C compiler, or no Linux. */
export async function movedClocks(network: TestNetwork): Promise<MovedClocks | null> {
  const { folder, manifest } = network;
  const library = await buildLibrary(network.home, './moved-clock.c');
  if (library === null) return null;
  const clocks = join(network.home, 'clocks');
  await mkdir(clocks);
  const offsetPath = (index: number): string => join(clocks, String(index));

  async function set(index: number, offsetMs: number): Promise<void> {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(offsetMs));
    // In place: a file that was cut to nothing in between can't be read where it is mapped.
    const file = await open(offsetPath(index), constants.O_RDWR | constants.O_CREAT);
    await file.write(bytes, 0, bytes.length, 0);
    await file.close();
  }

  return {
    set,
    async restart(indices) {
      for (const index of indices) {
        await set(index, 0);
        await stopProcess(folder, network.node(index));
      }
      for (const index of indices) {
        const orders = { CLOCK_OFFSET: offsetPath(index) };
        await withLibrary(library, orders, () => startProcess(folder, network.node(index)));
      }
      for (const index of indices) await untilReady(folder, manifest, network.node(index));
    },
    async asCommand(name, index) {
      const commands = join(network.home, 'commands');
      await mkdir(commands, { recursive: true });
      const zeros = `head -c 8 /dev/zero | dd of='${offsetPath(index)}' conv=notrunc status=none`;
      await writeFile(join(commands, name), `#!/bin/sh\n${zeros}\necho '200 OK'\n`);
      await chmod(join(commands, name), 0o755);
      process.env.PATH = `${commands}${delimiter}${process.env.PATH}`;
    },
  };
}
