/** A script that pays is killed, its node is killed, and answers are lost, at random moments: what must have been paid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { execPath as node } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createLightClient,
  getBalance,
  getGenesis,
  httpTransport,
  type LightClient,
  trustGenesis,
} from '@trellis/client';
import { type Address, createProvider, formatAddress } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import { findKey } from '@trellis/keystore';
import type { AssetCode } from '@trellis/protocol';
import { operatorName, startProcess, untilReady } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { startAnswerDropper } from './answer-dropper.ts';

const script = fileURLToPath(new URL('payer.ts', import.meta.url));

const kinds = ['SIGINT', 'SIGTERM', 'SIGKILL', 'node', 'answer', 'request'] as const;
type Kind = (typeof kinds)[number];

export interface KillsReport {
  /** How often each happened. */
  readonly happened: Readonly<Record<Kind, number>>;
  readonly starts: number;
  /** In smallest units. */
  readonly paid: bigint;
}

export interface KillsOptions {
  readonly kills: number;
  readonly payments: number;
  readonly seed: number;
  readonly onKill?: (count: number, kind: Kind) => void;
}

/** What the script pays through. */
export interface PayersNetwork {
  readonly home: string;
  /** Of the node that is killed. */
  readonly url: string;
  restartNode(random: () => number): Promise<void>;
}

/** Runs the script until it ends well, and continues to kill it until there were so many kills. */
export async function payThroughKills(
  network: PayersNetwork,
  { kills, payments, seed, onKill }: KillsOptions,
): Promise<KillsReport> {
  const random = seededRandom(seed);
  const proxy = await startAnswerDropper(network.url);
  const { account: payee } = await findKey(network.home, operatorName(0));
  const before = await balanceOf(network, payee);
  const happened = { SIGINT: 0, SIGTERM: 0, SIGKILL: 0, node: 0, answer: 0, request: 0 };
  let starts = 0;
  let count = 0;
  try {
    for (;;) {
      starts += 1;
      const payer = startPayer(network, proxy.url, payee, payments);
      while (count < kills && (await comesFar(payer, random))) {
        const kind = kinds[Math.floor(random() * kinds.length)] ?? 'SIGKILL';
        count += 1;
        happened[kind] += 1;
        onKill?.(count, kind);
        if (kind === 'answer' || kind === 'request') proxy.loseNext(kind);
        else if (kind === 'node') await network.restartNode(random);
        else payer.process.kill(kind);
      }
      if ((await payer.ended) === 0 && count >= kills) break;
    }
    return { happened, starts, paid: (await balanceOf(network, payee)) - before };
  } finally {
    await proxy.close();
  }
}

/** Waits for a random moment of the script: after some more of its steps, and a little. Whether it still runs. */
async function comesFar(payer: Payer, random: () => number): Promise<boolean> {
  await payer.steps(Math.floor(random() * stepsBetween));
  await pause(random() * 30);
  return payer.isRunning();
}

/** Steps of the script between two kills, at most: a payment is three. */
const stepsBetween = 9;

interface Payer {
  readonly process: ChildProcess;
  /** The exit code; `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  /** Resolves after so many more steps, or when it has ended. */
  steps(count: number): Promise<void>;
}

function startPayer({ home }: PayersNetwork, url: string, payee: Address, payments: number): Payer {
  const args = [script, home, url, formatAddress(payee), String(payments)];
  const process = spawn(node, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let done = 0;
  let wake: () => void = () => undefined;
  process.stdout.on('data', (chunk: Buffer) => {
    done += chunk.toString().split('\n').length - 1;
    wake();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    process.once('error', reject);
    process.once('exit', resolve);
  });
  const isRunning = (): boolean => process.exitCode === null && process.signalCode === null;
  return {
    process,
    ended,
    isRunning,
    async steps(count) {
      const goal = done + count;
      while (done < goal && isRunning()) {
        const step = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([step, ended]);
      }
    },
  };
}

/** The first node of a network of processes, which is killed for real. */
export function killedNode(network: TestNetwork): PayersNetwork {
  const { home, folder, manifest } = network;
  return {
    home,
    url: network.node(0).http,
    async restartNode(random) {
      await network.kill(0);
      await pause(random() * 300);
      await startProcess(folder, network.node(0));
      await untilReady(folder, manifest, network.node(0));
    },
  };
}

async function balanceOf({ url }: PayersNetwork, account: Address): Promise<bigint> {
  const transport = httpTransport({ url });
  const light: LightClient = createLightClient({
    transport,
    verifier: createProvider('native'),
    trusted: trustGenesis(await getGenesis(transport)),
    headAgeMsMax: null,
  });
  return (await getBalance(light, account, 'EUR' as AssetCode)).value;
}
