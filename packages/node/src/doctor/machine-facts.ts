/** What a doctor measures on the machine of a node: disk, memory, the modes of its files, its interfaces. */
import { randomBytes } from 'node:crypto';
import { access, constants, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { networkInterfaces, totalmem } from 'node:os';
import { join } from 'node:path';
import { isPrivate } from '@trellis/crypto/files';
import { diskSpace } from '@trellis/storage';
import type { NodeConfig } from '../config/config.ts';
import type { FileDescriptors, MachineFacts, SecretFile } from './doctor-facts.ts';

/** As many as a p99 needs. */
const syncedWrites = 100;
/** A disk that is this slow needs no more of them to be told from a fast one. */
const syncTimeMs = 5_000;
const writeBytes = 4_096;

/** Measures for some seconds at most. Writes one small file into the data folder, and removes it. */
export async function readMachine(config: NodeConfig): Promise<MachineFacts> {
  const measured = await measureSyncs(config.data);
  return {
    ...measured,
    disk: await diskSpace(config.data),
    memory: { availableBytes: process.availableMemory(), totalBytes: totalmem() },
    secretFiles: await Promise.all(secretPaths(config).map(readMode)),
    mtu: await smallestMtu(config.network.listen),
  };
}

/** Open files of this process, which for a running node is the node's. */
export async function readFileDescriptors(): Promise<FileDescriptors> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  if (soft === undefined) return null;
  return { open: (await readdir('/proc/self/fd')).length, max: Number(soft) };
}

/** Files of a configuration that hold secrets. */
export function secretPaths(config: NodeConfig): readonly string[] {
  const { peerKey, networkKey, validator, nextValidator, http, alerts } = config;
  const keys = [validator, nextValidator].flatMap((files) =>
    files === null ? [] : [files.keyFile, files.passwordFile],
  );
  const tls = http.tls === null ? [] : [http.tls.key];
  const webhook = alerts.webhook === null ? [] : [alerts.webhook.secretFile];
  return [peerKey, networkKey, ...keys, ...tls, ...webhook];
}

async function readMode(path: string): Promise<SecretFile> {
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    return { path, state: isPrivate(found) ? 'private' : 'open' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { path, state: code === 'ENOENT' ? 'missing' : 'unreadable' };
  }
}

async function measureSyncs(
  folder: string,
): Promise<Pick<MachineFacts, 'syncP99Ms' | 'writeProblem'>> {
  const path = join(folder, `doctor-${process.pid}.tmp`);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      const took: number[] = [];
      const end = performance.now() + syncTimeMs;
      while (took.length < syncedWrites && performance.now() < end) {
        const from = performance.now();
        await file.write(randomBytes(writeBytes));
        await file.datasync();
        took.push(performance.now() - from);
      }
      took.sort((a, b) => a - b);
      return { syncP99Ms: took[Math.ceil(took.length * 0.99) - 1] ?? null, writeProblem: null };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { syncP99Ms: null, writeProblem: code ?? String(error) };
  } finally {
    await rm(path, { force: true });
  }
}

/** Of the interfaces that have the address, or of all that lead off this machine where that is any. */
async function smallestMtu(listen: readonly string[]): Promise<MachineFacts['mtu']> {
  const hosts = listen.map((address) => address.split('/')[2]);
  const named = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address, internal }) => ({ name, address, internal })),
  );
  const own = named.filter(({ address }) => hosts.includes(address));
  const chosen = own.length > 0 ? own : named.filter(({ internal }) => !internal);
  const found = await Promise.all(
    [...new Set(chosen.map(({ name }) => name))].map(async (name) => {
      const text = await readFile(`/sys/class/net/${name}/mtu`, 'utf8').catch(() => '');
      return { name, bytes: Number.parseInt(text, 10) };
    }),
  );
  const told = found.filter(({ bytes }) => Number.isFinite(bytes));
  return told.sort((a, b) => a.bytes - b.bytes)[0] ?? null;
}
