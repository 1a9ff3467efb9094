/**
 * A network that runs for hours under load while its operators do what operators do: pieces without faults, which give
 * slopes, and pieces with faults drawn from a seed. Ends with audits, sums and every payment's proven outcome.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  accountOf,
  followEvents,
  getBalance,
  getReportedBlock,
  getStatus,
  type HttpTransport,
  httpTransport,
} from '@trellis/client';
import { type Address, createProvider, type Hash } from '@trellis/crypto';
import { inBackground } from '@trellis/engine';
import { seededRandom } from '@trellis/fault-injection';
import { readGenesis } from '@trellis/node';
import type { Height } from '@trellis/protocol';
import { auditDatabase } from '@trellis/storage';
import {
  checkSigning,
  euro,
  findProcess,
  genesisPath,
  nodeFiles,
  nodeFolder,
  openLightClient,
  recordVotes,
  type SigningCheck,
  startProcess,
  stopAll,
  stopProcess,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { forksOf } from './compare-stored.ts';
import { disturb, keepAndReload, type Operating, operate } from './operating.ts';
import { heldBy, type Paid, type Payers, startPayers } from './payers.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { type ProcessSlopes, slopesOf, startSampling } from './samples.ts';
import { percentile } from './slope.ts';

export interface LongRunOptions {
  readonly hours: number;
  readonly seed: number;
  readonly perSecond: number;
  /** Pieces of this kind alone. */
  readonly only: Piece['kind'] | undefined;
  readonly say: (line: string) => void;
}

interface PieceReport {
  readonly piece: Piece;
  readonly payments: number;
  readonly perSecond: number;
  /** Of payments in the first and in the last tenth of the piece, in milliseconds. */
  readonly p99: { readonly first: number; readonly last: number };
  /** Of a piece without faults. */
  readonly slopes: readonly ProcessSlopes[];
}

export interface LongRunReport {
  readonly pieces: readonly PieceReport[];
  readonly operating: Operating;
  readonly kinds: Readonly<Record<string, number>>;
  readonly unproven: readonly string[];
  /** Transactions that another one of their account took the place of. */
  readonly replaced: number;
  readonly lost: number;
  readonly forks: readonly Height[];
  readonly signing: SigningCheck;
  /** Accounts whose balance is another than their payments say. */
  readonly wrongBalances: number;
  /** Blocks that the event stream left out, or told twice or out of order. */
  readonly wrongEvents: number;
  readonly events: number;
  /** Of each node's database, in words. */
  readonly audited: readonly string[];
}

const provider = createProvider('native');
const firstBalance = 10_000_000n;
/** Accounts that were made on the way and whose balance is looked at. */
const newAccountsMax = 500;

export async function runLong(options: LongRunOptions): Promise<LongRunReport> {
  const { perSecond } = options;
  const keys = Array.from({ length: Math.max(8, perSecond) }, (_, index) =>
    provider.openKey('ml-dsa-44', seedOf(index)),
  );
  const accounts = keys.map(({ scheme, publicKey }) => ({
    ...{ scheme, publicKey },
    amount: firstBalance,
  }));
  const network = await startNetwork({ drill: true, logLevel: 'warn', accounts });
  try {
    return await run(network, keys, options);
  } finally {
    await network.remove();
  }
}

/** Keys of a network that is gone after the run. */
function seedOf(index: number): Uint8Array {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(0, index);
  return seed;
}

async function run(
  network: TestNetwork,
  keys: readonly ReturnType<typeof provider.openKey>[],
  { hours, seed, perSecond, only, say }: LongRunOptions,
): Promise<LongRunReport> {
  const { folder, manifest } = network;
  const random = seededRandom(seed);
  await recordVotes(folder, manifest, true);
  // The first keeps everything, so that payments can be looked up; the others prune from the beginning.
  for (const index of manifest.nodes.keys()) {
    await keepAndReload(network, index, index === 0 ? 'archive' : 'full');
  }
  const transports = manifest.nodes.map(({ http }) =>
    httpTransport({ url: http, timeoutMs: 5_000 }),
  );
  const lights = await Promise.all(
    transports.map((transport) => openLightClient(folder, transport, provider)),
  );
  const [archive] = transports;
  const [light] = lights;
  if (archive === undefined || light === undefined) throw new Error('no node');
  const events = countBlocks(archive);
  const operating: Operating = { done: new Map(), failed: [] };
  const turns = new Map<string, number>();
  const payers = startPayers({ lights, keys, perSecond, random });
  const pieces: PieceReport[] = [];
  for (const [index, piece] of piecesOf(hours, only).entries()) {
    say(`piece ${index + 1}, ${piece.kind}: ${piece.minutes.toFixed(0)} minutes`);
    if (index > 0 && piece.kind === 'steady') await restartAll(network);
    pieces.push(await runPiece(network, { piece, payers, operating, turns, random }));
    say(pieceText(pieces.at(-1)));
  }
  const unproven = await payers.stop();
  const paid = payers.finals();
  const newest = paid.reduce<bigint>((most, { height }) => (height > most ? height : most), 0n);
  await untilHeight(folder, manifest, newest, 120_000);
  const lost = await lostOf(archive, paid);
  const wrongBalances = await wrongBalancesOf(payers, keys.map(accountOf), (account) =>
    getBalance(light, account, euro).then(({ value }) => value),
  );
  const told = await events.stop();
  const signing = await checkSigning(folder, manifest);
  await stopAll(folder, manifest);
  const counted = Object.groupBy(paid, ({ kind }) => kind);
  const kinds = Object.entries(counted).map(([kind, some]) => [kind, some?.length ?? 0] as const);
  return {
    ...{ pieces, operating, unproven, lost, wrongBalances, signing },
    replaced: payers.replaced(),
    kinds: Object.fromEntries(kinds),
    forks: await forksOf(network),
    wrongEvents: told.wrong,
    events: told.count,
    audited: await auditAll(network),
  };
}

interface RunningPiece {
  readonly piece: Piece;
  readonly payers: Payers;
  readonly operating: Operating;
  readonly turns: Map<string, number>;
  readonly random: () => number;
}

async function runPiece(
  network: TestNetwork,
  { piece, payers, operating, turns, random }: RunningPiece,
): Promise<PieceReport> {
  const { folder, manifest } = network;
  const ms = Math.round(piece.minutes * 60_000);
  const processes = new Map<string, number>([['the payers', process.pid]]);
  for (const node of manifest.nodes) {
    const pid = await findProcess(folder, node);
    if (pid !== null) processes.set(node.name, pid);
  }
  const isSteady = piece.kind === 'steady';
  const sampling = startSampling(processes);
  const from = performance.now();
  const signal = AbortSignal.timeout(ms);
  await Promise.all([
    pause(ms),
    operate(network, operating, turns, signal),
    isSteady ? undefined : disturb(network, operating, random, signal),
  ]);
  const sampled = await sampling.stop();
  const tookMs = performance.now() - from;
  const paid = payers.finals().filter(({ at }) => at >= from);
  const tenth = (share: number): number => {
    const begin = from + share * tookMs;
    const times = paid.filter(({ at }) => at >= begin && at < begin + tookMs / 10);
    return percentile(
      times.map(({ finalityMs }) => finalityMs),
      0.99,
    );
  };
  return {
    piece,
    payments: paid.length,
    perSecond: paid.length / (tookMs / 1_000),
    p99: { first: tenth(0), last: tenth(0.9) },
    slopes: isSteady ? sampled.map((one) => slopesOf(one, piece.warmUpMinutes / 60)) : [],
  };
}

/** So that the lives of the processes that are measured begin with a piece. */
async function restartAll({ folder, manifest }: TestNetwork): Promise<void> {
  for (const node of manifest.nodes) {
    await stopProcess(folder, node);
    await startProcess(folder, node);
    await untilReady(folder, manifest, node);
  }
}

function countBlocks(transport: HttpTransport) {
  const stopping = new AbortController();
  let [count, wrong] = [0, 0];
  let last: bigint | undefined;
  async function follow(): Promise<void> {
    for await (const event of followEvents(transport, stopping.signal)) {
      if (event.type !== 'block') continue;
      if (last !== undefined && event.height !== last + 1n) wrong += 1;
      last = event.height;
      count += 1;
    }
  }
  const following = follow();
  // It is awaited at the end; what it throws before that is told then.
  inBackground(following, () => undefined);
  return {
    async stop() {
      const head = (await getStatus(transport)).head.height;
      const deadline = performance.now() + 60_000;
      while ((last ?? 0n) < head && performance.now() < deadline) await pause(100);
      stopping.abort();
      await following;
      return { count, wrong };
    },
  };
}

/** Payments that are not in the block in which they were said to be. */
async function lostOf(archive: HttpTransport, paid: readonly Paid[]): Promise<number> {
  let lost = 0;
  for (const [height, some] of Map.groupBy(paid, (one) => one.height)) {
    const { blockId, transactions } = await getReportedBlock(archive, height);
    const there = new Set<Hash>(transactions.map(({ transactionId }) => transactionId));
    const found = some.filter((one) => one.blockId === blockId && there.has(one.transactionId));
    lost += some.length - found.length;
  }
  return lost;
}

async function wrongBalancesOf(
  payers: Payers,
  accounts: readonly Address[],
  balanceOf: (account: Address) => Promise<bigint>,
): Promise<number> {
  const changes = payers.changes();
  const known = new Set(accounts);
  const made = [...changes.keys()].filter((one) => one !== heldBy && !known.has(one));
  let wrong = 0;
  for (const account of [...accounts, ...made.slice(0, newAccountsMax)]) {
    const begun = known.has(account) ? firstBalance : 0n;
    if ((await balanceOf(account)) !== begun + (changes.get(account) ?? 0n)) wrong += 1;
  }
  return wrong;
}

async function auditAll({ folder, manifest }: TestNetwork): Promise<readonly string[]> {
  const genesis = await readGenesis(genesisPath(folder));
  const audited: string[] = [];
  for (const node of manifest.nodes) {
    const data = join(nodeFolder(folder, node), nodeFiles.data);
    const { height, transactions, notChecked } = await auditDatabase(data, genesis, provider);
    const left = notChecked === undefined ? '' : ' but for what was pruned';
    audited.push(`${node.name} up to ${height}, ${transactions} transactions${left}`);
  }
  return audited;
}

function pieceText(report: PieceReport | undefined): string {
  if (report === undefined) throw new Error('no piece');
  const { piece, payments, perSecond, p99, slopes } = report;
  const ratio = p99.last / p99.first;
  const lines = slopes.map(({ process: name, megabytes, descriptors, threads, lastMegabytes }) => {
    const of = ({ perHour, error }: typeof megabytes): string =>
      `${perHour.toFixed(1)} ± ${error.toFixed(1)}`;
    return `| ${name} | ${lastMegabytes.toFixed(0)} | ${of(megabytes)} | ${of(descriptors)} | ${of(threads)} |`;
  });
  const table =
    lines.length === 0
      ? []
      : [
          '| process | MB at the end | MB an hour | file descriptors an hour | threads an hour |',
          '| --- | ---: | ---: | ---: | ---: |',
          ...lines,
        ];
  const judged = piece.isJudged ? '' : ' (too short for its slopes to say anything)';
  return [
    `${piece.kind}, ${piece.minutes.toFixed(0)} minutes${judged}: ${payments} payments, ${perSecond.toFixed(1)} a second, ` +
      `p99 ${p99.first.toFixed(0)} ms in the first tenth, ${p99.last.toFixed(0)} ms in the last: ${ratio.toFixed(2)} times`,
    ...table,
  ].join('\n');
}
