/** `node packages/bench/src/channel/main.ts [--quick]`: our channel beside libp2p's Noise. */
import { parseArgs } from 'node:util';
import type { ChannelKind } from './endpoint.ts';
import { type ChannelCost, type ChannelPlan, measureChannel } from './measure.ts';

const kinds: readonly ChannelKind[] = ['noise', 'X25519MLKEM768', 'SecP256r1MLKEM768', 'MLKEM1024'];

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});
const rounds = Number(values.rounds ?? (values.quick ? '1' : '5'));
const plan: ChannelPlan = values.quick
  ? { connects: 30, connectsPerSecond: 100, bulkBytes: 32e6, messages: 3_000 }
  : { connects: 200, connectsPerSecond: 100, bulkBytes: 256e6, messages: 30_000 };

const measured = new Map<ChannelKind, ChannelCost[]>();
for (let round = 0; round < rounds; round++) {
  // In turn, so that what else the machine does falls on all alike.
  for (const kind of kinds) {
    process.stderr.write(`round ${round + 1} of ${rounds}: ${kind}\n`);
    measured.set(kind, [...(measured.get(kind) ?? []), await measureChannel(kind, plan)]);
  }
}

/** The middle value over the rounds. */
const median = (kind: ChannelKind, of: (cost: ChannelCost) => number): number => {
  const sorted = (measured.get(kind) ?? []).map(of).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const columns: readonly (readonly [string, (cost: ChannelCost) => number, number])[] = [
  ['handshake p50 ms', ({ idle }) => idle.p50Ms, 1],
  ['p99 ms', ({ idle }) => idle.p99Ms, 1],
  ['CPU ms (both ends)', ({ idle }) => idle.cpuMs, 1],
  ['p50 ms at 100/s', ({ busy }) => busy.p50Ms, 1],
  ['p99 ms at 100/s', ({ busy }) => busy.p99Ms, 1],
  ['handshake bytes', ({ handshakeBytes }) => handshakeBytes, 0],
  ['bulk MB/s', ({ bulkMegabytesPerSecond }) => bulkMegabytesPerSecond, 0],
  ['bulk CPU ms/MB', ({ bulkCpuMsPerMegabyte }) => bulkCpuMsPerMegabyte, 2],
  ['3.5 kB messages/s', ({ messagesPerSecond }) => messagesPerSecond, 0],
  ['CPU µs/message', ({ messageCpuMicroseconds }) => messageCpuMicroseconds, 1],
];
const rows = [
  ['channel', ...columns.map(([name]) => name)],
  ...kinds.map((kind) => [
    kind,
    ...columns.map(([, of, digits]) => median(kind, of).toFixed(digits)),
  ]),
];
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
