/** What uses the disk of a running node, how fast it grows, and when there is no room left. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChainStore, diskSpace, type Prefix, prefixRange } from '@trellis/storage';

/** What people tell apart. */
const groups: Readonly<Record<string, readonly Prefix[]>> = {
  bodies: ['body', 'bodyAt', 'thinBody'],
  witnesses: ['witnesses', 'witnessesAt'],
  headersAndCertificates: ['header', 'thinHeader'],
  receipts: ['receipts'],
  indexes: ['transaction', 'blockPlace', 'infraction', 'validatorChange', 'keyedTransaction'],
  balanceHistories: ['history'],
  state: ['state', 'treePage'],
  historicalStates: ['past', 'pastKeys'],
};

export interface DiskReport {
  /** By group, roughly: what was written last is not counted yet. */
  readonly database: Readonly<Record<string, number>>;
  /** Of files beside the database, by name. */
  readonly files: Readonly<Record<string, number>>;
  readonly databaseFiles: number;
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  readonly mode: 'archive' | 'full' | 'recent';
  /** Of the last blocks: bytes a day that stay for ever in each mode, and days until the disk is full in this one. */
  readonly blocksPerDay: number;
  readonly bytesPerDay: Readonly<Record<'archive' | 'full' | 'recent', number>>;
  readonly daysLeft: number | null;
}

/** Blocks that the growth is told from. */
const recentBlocks = 1_000n;
const dayMs = 86_400_000;
/** Measured: `node test/retention/main.ts`. */
const idleThinBytes = 287;

export async function diskReport(
  store: Pick<ChainStore, 'database' | 'head' | 'finalHeader' | 'finalBody' | 'keeps'>,
  dataFolder: string,
  mode: 'archive' | 'full' | 'recent',
): Promise<DiskReport> {
  const database: Record<string, number> = {};
  for (const [name, prefixes] of Object.entries(groups)) {
    let sum = 0;
    for (const prefix of prefixes)
      sum += await store.database.approximateBytes(prefixRange(prefix));
    database[name] = sum;
  }
  const files = await sizesIn(dataFolder);
  const databaseFiles = Object.values(await sizesIn(join(dataFolder, 'chain'))).reduce(add, 0);
  const growth = growthOf(store);
  const space = await diskSpace(dataFolder);
  const perDay = growth.bytesPerDay[mode];
  return {
    database,
    files,
    databaseFiles,
    freeBytes: space?.freeBytes ?? null,
    totalBytes: space?.totalBytes ?? null,
    mode,
    ...growth,
    daysLeft: space === null || perDay === 0 ? null : Math.floor(space.freeBytes / perDay),
  };
}

/** What the newest blocks add, were there as many a day. Signatures and certificates are counted as they are. */
function growthOf(
  store: Pick<ChainStore, 'head' | 'finalHeader' | 'finalBody' | 'keeps'>,
): Pick<DiskReport, 'blocksPerDay' | 'bytesPerDay'> {
  const head = store.head().header;
  let [blocks, transactions, bytes, signatureBytes, certificateBytes] = [0, 0, 0, 0, 0];
  let oldest = head.time;
  for (let at = 0n; at < recentBlocks && head.height - at > 0n; at += 1n) {
    const height = (head.height - at) as typeof head.height;
    if (height < store.keeps().witnessesFrom) break;
    const final = store.finalHeader(height);
    if (final === undefined) break;
    blocks += 1;
    oldest = final.header.time;
    for (const { signature } of final.certificate?.signatures ?? []) {
      certificateBytes += signature.length;
    }
    for (const one of store.finalBody(height)?.transactions ?? []) {
      transactions += 1;
      bytes += one.bytes;
      signatureBytes += one.signatureBytes;
    }
  }
  const spanMs = Number(head.time - oldest);
  const perDay = spanMs === 0 ? 0 : dayMs / spanMs;
  const bodyBytes = bytes - signatureBytes;
  // Receipts, places and histories of a payment, as measured.
  const indexBytes = 151 * transactions;
  const full = blocks * idleThinBytes + bodyBytes + indexBytes;
  return {
    blocksPerDay: Math.round(blocks * perDay),
    bytesPerDay: {
      archive: Math.round((full + signatureBytes + certificateBytes) * perDay),
      full: Math.round(full * perDay),
      recent: Math.round((blocks * idleThinBytes + indexBytes) * perDay),
    },
  };
}

async function sizesIn(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found?.isFile()) sizes[name] = found.size;
  }
  return sizes;
}

function add(a: number, b: number): number {
  return a + b;
}
