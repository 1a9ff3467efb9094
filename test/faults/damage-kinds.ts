/** The files of a node that are damaged, and the ways in which they are. */
import { cp, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';

export type Random = () => number;

export interface FileKind {
  readonly name: string;
  /** Below the folder of the node; the newest file whose name matches. */
  readonly folder: string;
  readonly pattern: RegExp;
  /** Whether peers, or the node itself, can make it good. */
  readonly replaceable: boolean;
}

const database = { folder: 'data/chain', replaceable: true };
const own = { folder: 'data', replaceable: true };
const access = { folder: 'data/access', replaceable: false };
const key = { folder: '.', replaceable: false };

export const fileKinds: readonly FileKind[] = [
  { ...database, name: 'log', pattern: /^\d+\.log$/ },
  { ...database, name: 'table', pattern: /^\d+\.ldb$/ },
  { ...database, name: 'manifest', pattern: /^MANIFEST-\d+$/ },
  { ...database, name: 'CURRENT', pattern: /^CURRENT$/ },
  { ...own, name: 'write-ahead log', pattern: /^consensus\.wal$/ },
  { ...own, name: 'last-signed', pattern: /^last-signed$/ },
  { ...own, name: 'marker', pattern: /^chain-begun$/ },
  { ...own, name: 'noted height', pattern: /^chain-height$/ },
  { ...access, name: 'API keys', pattern: /^api-keys\.json$/ },
  { ...access, name: 'key use', pattern: /^api-key-use\.json$/ },
  { ...access, folder: 'data/access/audit', name: 'audit log', pattern: /\.jsonl$/ },
  { ...own, folder: 'data/snapshot', name: 'snapshot', pattern: /./, replaceable: false },
  { ...key, name: 'validator key', pattern: /^validator\.json$/ },
  { ...key, name: 'network key', pattern: /^network\.pem$/ },
  { ...key, name: 'peer key', pattern: /^peer\.key$/ },
];

interface Place {
  readonly path: string;
  /** A copy from before, of this file or another of its kind; `null` if there is none. */
  readonly older: string | null;
}

/** Changes a file; `false` when this can't be done to it. */
export type Change = (place: Place, random: Random) => Promise<boolean>;

/** The node can't know what it is to do with it. */
export const foreign = 'something else in its place';

export const changes: Readonly<Record<string, Change>> = {
  'a flipped bit': (place, random) =>
    rewritten(place, (bytes) => {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }),
  '4 KiB of zeros': (place, random) =>
    rewritten(place, (bytes) => {
      const at = 4_096 * Math.floor((random() * bytes.length) / 4_096);
      bytes.fill(0, at, at + 4_096);
    }),
  'cut off': (place, random) => cut(place, (size) => Math.floor(random() * size)),
  'a torn last write': (place, random) =>
    cut(place, (size) => Math.max(0, size - 1 - Math.floor(random() * 64))),
  'an older copy': async ({ path, older }) => {
    if (older === null) return false;
    await cp(older, path);
    return true;
  },
  deleted: async ({ path }) => {
    await rm(path);
    return true;
  },
  [foreign]: async ({ path }) => {
    await rm(path);
    await mkdir(path);
    return true;
  },
};

async function rewritten({ path }: Place, change: (bytes: Uint8Array) => void): Promise<boolean> {
  const before = await readFile(path);
  const bytes = Uint8Array.from(before);
  change(bytes);
  if (before.equals(bytes)) return false;
  await writeFile(path, bytes);
  return true;
}

async function cut({ path }: Place, to: (size: number) => number): Promise<boolean> {
  const { size } = await stat(path);
  if (size === 0) return false;
  await truncate(path, to(size));
  return true;
}

/** What the disk does while the node runs: by a library that is loaded into it (`failing-disk.c`). */
export const failures: Readonly<Record<string, string>> = {
  'a read error': 'read',
  'a full disk': 'full',
};
