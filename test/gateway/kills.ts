/**
 * A gateway that pays a file is killed, its node is killed, its disk is full, and its outbox can't be written to, at random
 * moments: what must have been paid, and answered.
 */
import { execFile } from 'node:child_process';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { seededRandom } from '@trellis/fault-injection';
import { isKind, readMessage } from '@trellis/iso20022';
import type { PayersNetwork } from '../submissions/kills.ts';
import { type GatewayProcess, gatewayProcess, initiation, startMark } from './gateway-process.ts';

type Kind = 'gateway' | 'stop' | 'node' | 'outbox' | 'disk';

const kinds: readonly Kind[] = ['gateway', 'gateway', 'stop', 'node', 'outbox'];

export interface GatewayKillsReport {
  readonly happened: Readonly<Record<Kind, number>>;
  /** How many of them came before the file was answered. */
  readonly during: number;
  /** Transfers by their status in the last answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What the payees got, in smallest units, and what the files asked for. */
  readonly paid: bigint;
  readonly asked: bigint;
  /** How many transfers stand in the payee's statement, by their ids: more than once, and never. */
  readonly twice: number;
  readonly never: number;
  readonly isRepeatTheSame: boolean;
}

export interface GatewayKillsOptions {
  readonly kills: number;
  readonly instructions: number;
  readonly seed: number;
  /** The gateway's folder is on a small disk of its own, which is full at times; only root can mount one. */
  readonly hasSmallDisk?: boolean;
  /** Longest time between two faults. */
  readonly pauseMs: number;
  /** Payments that wait for blocks at the same time: with fewer, more of the faults come before the answer. */
  readonly atOnce: number;
  readonly onKill?: (count: number, kind: Kind) => void;
}

const execute = promisify(execFile);

const payerIban = 'DE89370400440532013000';
const payeeIban = 'NL91ABNA0417164300';

/** `payee`: the name of a key whose account exists; the payer is the treasury. */
export async function payFileThroughKills(
  network: PayersNetwork,
  payee: string,
  { kills, instructions, seed, pauseMs, atOnce, hasSmallDisk = false, onKill }: GatewayKillsOptions,
): Promise<GatewayKillsReport> {
  const random = seededRandom(seed);
  const trellis = (...args: readonly string[]) =>
    runWithin(network.home, ['--node', network.url, ...args]);
  const balance = async (): Promise<bigint> =>
    BigInt(JSON.parse((await trellis('balance', payee, 'EUR', '--json')).stdout).amount);
  const accounts = join(network.home, 'kills.csv');
  await writeFile(accounts, `id,account\n${payerIban},treasury\n${payeeIban},${payee}\n`);
  const folder = join(network.home, `kills-${seed}`);
  const disk = hasSmallDisk ? await mountDisk(folder) : undefined;
  const drawn = disk === undefined ? kinds : [...kinds, 'disk' as const];
  const gateway = await gatewayProcess(network.home, network.url, folder, {
    ...{ accounts, sealing: 'never', timeoutSeconds: 5, atOnce },
  });
  const transfers = Array.from({ length: instructions }, (_, index) => ({
    endToEnd: `K-${seed}-${index}`,
    amount: `0.0${(index % 9) + 1}`,
    to: `<Id><IBAN>${payeeIban}</IBAN></Id>`,
  }));
  const asked = transfers.reduce((sum, { amount }) => sum + BigInt(amount.slice(3)), 0n);
  const before = await balance();
  const day = new Date().toISOString().slice(0, 10);
  const file = initiation(`K-${seed}`, day, payerIban, transfers);
  const happened = { gateway: 0, stop: 0, node: 0, outbox: 0, disk: 0 };
  let during = 0;
  try {
    gateway.start();
    await gateway.put('killed.xml', file);
    for (let count = 1; count <= kills; count++) {
      // Some faults come while it starts; before the others it has begun to work, however slow the machine is.
      if (random() < 0.8) await untilWorking(gateway);
      await pause(random() * pauseMs);
      if (!gateway.log().includes('"file_done"')) during += 1;
      const kind = drawn[Math.floor(random() * drawn.length)] ?? 'gateway';
      happened[kind] += 1;
      onKill?.(count, kind);
      if (kind === 'node') await network.restartNode(random);
      else if (kind === 'outbox') await withoutOutbox(folder, random() * pauseMs);
      else if (kind === 'disk') await withFullDisk(folder, random() * pauseMs);
      else {
        await gateway.stop(kind === 'gateway' ? 'SIGKILL' : 'SIGTERM');
        gateway.start();
      }
    }
    await untilWorking(gateway);
    const [name = ''] = await gateway.answers('killed-');
    const first = await gateway.read(name);
    await writeFile(join(folder, 'outbox', name), 'lost');
    await gateway.put('again.xml', file);
    let again = '';
    while (again === '' || again === 'lost') {
      await pause(100);
      again = await gateway.read(name);
    }
    const ids = await idsInStatement(trellis, payee, `K-${seed}-`);
    const counts = Map.groupBy(ids, (id) => id);
    return {
      ...{ happened, during, asked, statuses: statusesIn(first), paid: (await balance()) - before },
      twice: [...counts.values()].filter(({ length }) => length > 1).length,
      never: transfers.filter(({ endToEnd }) => !counts.has(endToEnd)).length,
      isRepeatTheSame: again === first,
    };
  } finally {
    await gateway.stop('SIGKILL');
    await disk?.unmount();
  }
}

/** Starts it again if it has ended by itself, as whatever supervises services does, until it has logged that it works. */
async function untilWorking(gateway: GatewayProcess): Promise<void> {
  const isWorking = (): boolean =>
    gateway.log().lastIndexOf('"started"') > gateway.log().lastIndexOf(startMark);
  while (!isWorking()) {
    if (!gateway.isRunning()) gateway.start();
    await pause(50);
  }
}

/** Room for what the gateway keeps of some thousand payments. */
const diskSize = '200m';

/** A disk in memory at this folder, so that it can be full without the machine's being so. */
async function mountDisk(folder: string): Promise<{ unmount(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  await execute('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}`, 'tmpfs', folder]);
  return {
    async unmount() {
      await execute('umount', [folder]);
    },
  };
}

/** Fills the disk to its last byte, and frees it after a while. */
async function withFullDisk(folder: string, ms: number): Promise<void> {
  const path = join(folder, 'filler');
  const filler = await open(path, 'w');
  try {
    for (let bytes = 1 << 20; bytes >= 1; ) {
      const isWritten = await filler.write(Buffer.alloc(bytes)).then(
        () => true,
        () => false,
      );
      if (!isWritten) bytes >>= 1;
    }
    await pause(ms);
  } finally {
    await filler.close();
    await rm(path);
  }
}

/** As where the disk is full: nothing can be written there. */
async function withoutOutbox(folder: string, ms: number): Promise<void> {
  const [outbox, aside] = [join(folder, 'outbox'), join(folder, 'outbox-aside')];
  await rename(outbox, aside);
  await writeFile(outbox, '');
  await pause(ms);
  await rename(outbox, join(folder, 'no-folder'));
  await rename(aside, outbox);
}

function statusesIn(text: string): Readonly<Record<string, number>> {
  const { message } = readMessage(new TextEncoder().encode(text));
  if (message === undefined || !isKind(message, 'pain.002')) throw new Error('no pain.002');
  const all = (message.value.CstmrPmtStsRpt.OrgnlPmtInfAndSts ?? []).flatMap(
    ({ TxInfAndSts = [] }) => TxInfAndSts.map(({ TxSts = '' }) => TxSts),
  );
  return Object.fromEntries([...Map.groupBy(all, (one) => one)].map(([k, v]) => [k, v.length]));
}

type Run = (...args: readonly string[]) => Promise<{ readonly stdout: string }>;

/** The ids of what an account got today, of entries that are proven and lead from its opening to its closing balance. */
async function idsInStatement(
  trellis: Run,
  payee: string,
  start: string,
): Promise<readonly string[]> {
  const { stdout } = await trellis('iso', 'statement', payee, '--asset', 'EUR');
  const ids = [...stdout.matchAll(/<EndToEndId>([^<]*)</g)].map(([, id = '']) => id);
  return ids.filter((id) => id.startsWith(start));
}
