/**
 * What the largest bodies cost the thread that everything else waits for, step by step:
 * `node packages/api/src/body/body-cost.bench.ts [TIMES]`. Prints milliseconds: the median of each step, and the longest
 * in time of the processor (counted in ticks of 4 ms on some machines), with the garbage collection of that moment,
 * which other threads do for the most part.
 */
import { type PerformanceEntry, PerformanceObserver, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type Address, asciiBytes, hash } from '@trellis/crypto';
import {
  type ChainId,
  decodeJson,
  encode,
  type Json,
  limits,
  type Transaction,
  toHeight,
  transactionCodec,
  transactionId,
} from '@trellis/protocol';
import { createBodyBuffer } from './body-buffer.ts';
import { createJsonScan } from './json-scan.ts';

const times = Number(process.argv[2] ?? 200);
const bytesMax = limits.transactionJsonBytesMax;
/** As much as Node reads of a socket at once. */
const pieceBytes = 64 * 1024;

type Step = 'read and scan' | 'to text' | 'JSON.parse' | 'decode' | 'encode' | 'hash';

interface Spent {
  readonly ms: number;
  /** By the clock of `performance`. */
  readonly from: number;
  readonly to: number;
}

const addressOf = (index: number): Address =>
  hash('keyAddress', asciiBytes(`account ${index}`)) as Address;

/** The valid one with the most values. */
function largestTransaction(): Transaction {
  const keysOf = (operation: number) =>
    Array.from({ length: limits.policyKeysMax }, (_, key) => ({
      scheme: 'ml-dsa-65' as const,
      address: addressOf(limits.policyKeysMax * operation + key),
      weight: 1,
    }));
  return {
    chainId: 'measured' as ChainId,
    sender: addressOf(0),
    sequence: 1n,
    validUntil: toHeight(100n),
    operations: Array.from({ length: limits.operationsMax }, (_, index) => ({
      type: 'setPolicy',
      source: addressOf(index),
      policy: { threshold: 1, postQuantumWeight: 0, keys: keysOf(index) },
    })),
    memo: '',
  };
}

/** Such a list of as many values as are let through. */
const listOf = (value: string, count = limits.jsonValuesMax - 1): string =>
  `[${Array.from({ length: Math.min(count, Math.floor(bytesMax / (value.length + 1)) - 1) }, () => value).join(',')}]`;

const bodies: Readonly<Record<string, string>> = {
  'the valid one with the most values': JSON.stringify(
    transactionCodec.toJson(largestTransaction()),
  ),
  'one number': '1'.repeat(bytesMax),
  'numbers of 60 digits': listOf(`0.${'7'.repeat(58)}`),
  'one text': `"${'k'.repeat(bytesMax - 2)}"`,
  'one text of escapes': `"${'\\u2603'.repeat((bytesMax - 2) / 6)}"`,
  'one text that is not Latin': `"${'☃'.repeat((bytesMax - 2) / 3)}"`,
  'texts of 60 characters': listOf(`"${'k'.repeat(58)}"`),
  'long names that all differ': `{${Array.from({ length: limits.jsonValuesMax / 2 - 1 }, (_, index) => `"${String(index).padStart(120, 'k')}":1`).join(',')}}`,
  'names that are numbers': `{${Array.from({ length: limits.jsonValuesMax / 2 - 1 }, (_, index) => `"${(index * 7_919_317) % 4_294_967_291}":1`).join(',')}}`,
  'objects of one name each': listOf('{"a":{}}', limits.jsonValuesMax / 2 - 1),
  'operations that are none': `{"chainId":"a","sender":"${addressOf(0)}","sequence":"1","validUntil":"1","memo":"","operations":${listOf('{}')}}`,
  spaces: `${' '.repeat(bytesMax - 2)}{}`,
};

const collections: PerformanceEntry[] = [];
const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));
observer.observe({ entryTypes: ['gc'] });

/** One body from its pieces to its hash, as far as it comes; how long each step took. */
function walk(body: Buffer): ReadonlyMap<Step, Spent> {
  const spent = new Map<Step, Spent>();
  const step = <T>(name: Step, run: () => T): T => {
    const from = performance.now();
    const before = cpuMs();
    try {
      return run();
    } finally {
      const ms = cpuMs() - before;
      const to = performance.now();
      // Each piece is read in a turn of its own: what counts is the longest.
      if (ms > (spent.get(name)?.ms ?? -1)) spent.set(name, { ms, from, to });
    }
  };
  const scan = createJsonScan();
  const buffer = createBodyBuffer(bytesMax);
  for (let at = 0; at < body.length; at += pieceBytes) {
    const problem = step('read and scan', () => {
      const piece = body.subarray(at, at + pieceBytes);
      buffer.append(piece);
      return scan.push(piece);
    });
    if (problem !== undefined) return spent;
  }
  const bytes = buffer.bytes();
  const text = step('to text', () =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'),
  );
  const json = step('JSON.parse', (): Json => JSON.parse(text));
  const decoded = step('decode', () => decodeJson(transactionCodec, json));
  if (!decoded.ok) return spent;
  step('encode', () => encode(transactionCodec, decoded.value));
  step('hash', () => transactionId(decoded.value));
  return spent;
}

/** Of this thread, as others use the machine as well. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function medianMs(some: readonly Spent[]): number {
  const sorted = some.map(({ from, to }) => to - from).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function collectedMs({ from, to }: Spent): number {
  return collections
    .filter(({ startTime }) => startTime >= from && startTime < to)
    .reduce((total, { duration }) => total + duration, 0);
}

for (const [name, text] of Object.entries(bodies)) {
  const body = Buffer.from(text);
  const all = new Map<Step, Spent[]>();
  for (let time = 0; time < times; time++) {
    for (const [step, spent] of walk(body)) all.set(step, [...(all.get(step) ?? []), spent]);
    // As between requests: what is no longer needed is not collected at once.
    if (time % 20 === 0) await pause(1);
  }
  await pause(20);
  process.stdout.write(`${name}, ${body.length} bytes\n`);
  for (const [step, some] of all) {
    const longest = some.reduce((one, other) => (other.ms > one.ms ? other : one));
    process.stdout.write(
      `  ${step.padEnd(14)} ${medianMs(some).toFixed(2).padStart(7)} ${longest.ms.toFixed(2).padStart(7)}` +
        `   ${collectedMs(longest).toFixed(2).padStart(6)} collecting\n`,
    );
  }
  collections.length = 0;
}
