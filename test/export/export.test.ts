/** Exporting a real chain: each block once, whatever ends the export meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, createClient, formatAmount, reserve, transfer } from '@trellis/client';
import { createProvider, formatAddress } from '@trellis/crypto';
import { genesisRows, type Position, provenSupplies, reconcile, runExport } from '@trellis/export';
import { readGenesis } from '@trellis/node';
import { type AssetCode, type Genesis, genesisHash } from '@trellis/protocol';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import connectPostgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { treasurySecret } from '../sdk/treasury.ts';
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.ts';
import { openTarget } from './targets.ts';

/** More by `TRELLIS_EXPORT_KILLS=40`. */
const kills = Number(process.env.TRELLIS_EXPORT_KILLS ?? 3);
const payments = 12;
const EUR = 'EUR' as AssetCode;
const exporting = fileURLToPath(new URL('exporting-main.ts', import.meta.url));

let node: GuardedNode;
let client: Client;
let genesis: Genesis;
let server: PostgresServer | undefined;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-export-'));
  node = await startGuardedNode({ anonymous: ['read', 'submit', 'events'] });
  genesis = await readGenesis(node.config.genesis);
  const { scheme, seed } = await treasurySecret(node.home);
  const key = createProvider('native').openKey(scheme, seed);
  client = await createClient({ url: node.url, genesis: genesisHash(genesis), key });
  const [from, to] = [client.account(), node.operator];
  for (let index = 0; index < payments; index++) {
    const memo = `rent ${index}`;
    await client.send({ operations: [transfer({ from, to, asset: EUR, amount: 5n })], memo });
  }
  // One that fails, and a hold that goes back by itself.
  const all = { from, to, asset: EUR, amount: 2n ** 100n };
  await expect(client.send({ operations: [transfer(all)] })).rejects.toThrow();
  const expiresAt = BigInt(Math.ceil(Date.now() / 1_000) + 3) * 1_000n;
  const release = { type: 'arbiter', arbiter: to } as const;
  await client.send({ operations: [reserve({ ...all, amount: 7n, expiresAt, release })] });
  await pause(Number(expiresAt) - Date.now());
  await client.send({ operations: [transfer({ ...all, amount: 1n })] });
  if (postgresMissing === undefined) server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
  await node?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Exports in processes that are killed behind or during what they write; then one ends by itself. */
async function exportKilled(place: string): Promise<void> {
  for (let trial = 0; trial <= kills; trial++) {
    const child = spawn(process.execPath, [exporting, node.url, node.config.genesis, place], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    if (trial < kills) {
      // After the line of an append, the next one begins: somewhere in it.
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      await lines.next();
      await pause((trial * 7) % 23);
      child.kill('SIGKILL');
    } else child.stdout.resume();
    await ended;
    if (trial === kills) expect(child.exitCode).toBe(0);
  }
}

/** What is wrong with an export, by the chain's own totals; then that it continues. */
async function expectWhole(place: string): Promise<void> {
  const target = await openTarget(place);
  try {
    const supplies = await provenSupplies(client.light);
    const options = { light: client.light, genesis, target, blocksMax: 50, onWritten: () => {} };
    const { signal } = new AbortController();
    const { height } = await runExport({ ...options, signal });
    const { totals } = await reconcile(target, supplies);
    expect(totals).toMatchObject({ blocks: height, firstBlock: 1n, lastBlock: height });
    expect(totals.transactions).toBeGreaterThanOrEqual(BigInt(payments + 3));
    const tampered = supplies.map((one) => ({ ...one, supply: one.supply + 1n }));
    await expect(reconcile(target, tampered)).rejects.toMatchObject({ code: 'export_differs' });
    const another = { ...genesis, time: genesis.time + 1n };
    await expect(runExport({ ...options, signal, genesis: another })).rejects.toMatchObject({
      code: 'export_of_another_chain',
    });
  } finally {
    await target.close();
  }
}

/** A balance by the movements alone. */
function balanceBy(rows: readonly Record<string, unknown>[], account: string): bigint {
  const of = (side: 'from' | 'to'): bigint =>
    rows
      .filter((row) => row[`${side}_place`] === 'account' && row[`${side}_account`] === account)
      .filter(({ asset }) => asset === EUR)
      .reduce((sum, { amount }) => sum + BigInt(String(amount)), 0n);
  return of('to') - of('from');
}

async function expectBalances(rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const account of [client.account(), node.operator]) {
    const { value } = await client.balance(account, EUR);
    expect(formatAmount(balanceBy(rows, formatAddress(account)), 2)).toBe(formatAmount(value, 2));
  }
}

it('Parquet files have each block once, after kills too, and lead to the balances that are proven', async () => {
  const place = join(folder, 'parquet');
  await exportKilled(place);
  await expectWhole(place);
  const parts = (await readdir(place)).sort();
  expect(parts.every((name) => /^from-\d{12}$/.test(name))).toBe(true);
  const rows = async (table: string): Promise<Record<string, unknown>[]> => {
    const files = parts.map((part) => asyncBufferFromFile(join(place, part, `${table}.parquet`)));
    const read = (await Promise.all(files)).map((file) => parquetReadObjects({ file }));
    return (await Promise.all(read)).flat();
  };
  await expectBalances(await rows('movements'));
  const transactions = await rows('transactions');
  expect(transactions.filter(({ status }) => status !== 'success')).toMatchObject([
    { status: 'insufficient_funds' },
  ]);
  expect(transactions.map(({ memo }) => memo)).toContain('rent 0');
  await expectDamageNamed(place, parts);
});

/** Of a folder whose parts were changed by others. */
async function expectDamageNamed(place: string, parts: readonly string[]): Promise<void> {
  const supplies = await provenSupplies(client.light);
  const [, second = '', third = ''] = parts;
  const copied = join(folder, 'damaged');
  const damaged = async (change: () => Promise<unknown>): Promise<unknown> => {
    await rm(copied, { recursive: true, force: true });
    await cp(place, copied, { recursive: true });
    await change();
    return reconcile(await openTarget(copied), supplies).catch((error: unknown) => error);
  };
  expect(await damaged(() => truncate(join(copied, second, 'blocks.parquet'), 50))).toMatchObject({
    code: 'export_not_readable',
    message: expect.stringContaining(join(copied, second, 'blocks.parquet')),
  });
  for (const name of await readdir(join(place, second))) {
    const path = join(copied, second, name);
    // Of the list itself a digit of the first checksum.
    const flip = name === 'SHA256SUMS' ? () => flipBit(path, 0.01) : () => flipBit(path, 0.5);
    expect(await damaged(flip)).toMatchObject({
      code: 'export_not_readable',
      message: expect.stringContaining(join(copied, second)),
    });
  }
  const twice = join(copied, third, 'transactions.parquet');
  const changes = [
    [() => rm(join(copied, second, 'movements.parquet')), 'export_not_readable'],
    [() => rm(join(copied, second), { recursive: true }), 'export_differs'],
    [
      () => cp(join(copied, second), join(copied, 'from-000000000900'), { recursive: true }),
      'export_differs',
    ],
    [() => cp(join(copied, second, 'transactions.parquet'), twice), 'export_not_readable'],
  ] as const;
  for (const [change, code] of changes) expect(await damaged(change)).toMatchObject({ code });
}

async function flipBit(path: string, where: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length * where);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

it.skipIf(postgresMissing !== undefined)(
  `PostgreSQL has each block once, after kills too, and two exports at once do not mix${postgresMissing === undefined ? '' : `: skipped, ${postgresMissing}`}`,
  async () => {
    if (server === undefined) throw new Error('it runs');
    const { url } = server;
    await exportKilled(url);
    await expectWhole(url);
    const sql = connectPostgres(url, { max: 1 });
    try {
      await expectBalances(await sql`SELECT * FROM trellis.movements`);
      const [first] = await sql`SELECT time, transactions FROM trellis.blocks WHERE height = 1`;
      expect(first?.time).toBeInstanceOf(Date);
    } finally {
      await sql.end();
    }
    const target = await openTarget(url);
    const behind = await target.position(genesisHash(genesis));
    await expect(
      target.append(null, { blocks: [], transactions: [], movements: [] }, behind ?? raise()),
    ).rejects.toMatchObject({ code: 'export_taken' });
    await expectOtherDatabasesRefused(url, behind ?? raise());
    await target.close();
  },
);

/** One without all characters, and one whose rows somebody has changed. A user who may write alone is enough. */
async function expectOtherDatabasesRefused(url: string, position: Position): Promise<void> {
  const sql = connectPostgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`;
    await expect(openTarget(url.replace(/postgres$/, 'latin'))).rejects.toMatchObject({
      code: 'no_database',
      message: expect.stringContaining('LATIN1'),
    });
    await sql`CREATE USER writer`;
    await sql`GRANT USAGE ON SCHEMA trellis TO writer`;
    await sql`GRANT SELECT, INSERT, DELETE, UPDATE ON ALL TABLES IN SCHEMA trellis TO writer`;
    await sql`DELETE FROM trellis.position`;
    const target = await openTarget(url.replace('//trellis@', '//writer@'));
    const { rows } = genesisRows(genesis, position.blockId);
    await expect(target.append(null, rows, position)).rejects.toMatchObject({
      code: 'export_not_readable',
    });
    await target.close();
  } finally {
    await sql.end();
  }
}

function raise(): never {
  throw new Error('it has a position');
}

it('makes no folder where none can be', async () => {
  await expect(openTarget('/proc/none/chain')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('says that there is no database', async () => {
  const place = 'postgres://trellis@127.0.0.1:1/none';
  await expect(openTarget(place)).rejects.toMatchObject({ code: 'no_database' });
});
