/** What a channel costs: to open one, and to send through it. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { quantile } from '../statistics.ts';
import { type ChannelKind, type Pair, startPair } from './endpoint.ts';

interface HandshakeCost {
  /** From the dial to a connection that streams can be opened on: TCP, channel and multiplexer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Both ends together. */
  readonly cpuMs: number;
}

export interface ChannelCost {
  readonly kind: ChannelKind;
  /** One connection after another. */
  readonly idle: HandshakeCost;
  /** `connectsPerSecond` new connections each second, whatever the ones before do. */
  readonly busy: HandshakeCost;
  /** Bytes of one connection set-up in both directions, TCP's own not counted. */
  readonly handshakeBytes: number;
  /** One stream, large messages. */
  readonly bulkMegabytesPerSecond: number;
  readonly bulkCpuMsPerMegabyte: number;
  /** One stream, messages of the size of a payment. */
  readonly messagesPerSecond: number;
  readonly messageCpuMicroseconds: number;
}

export interface ChannelPlan {
  readonly connects: number;
  readonly connectsPerSecond: number;
  readonly bulkBytes: number;
  readonly messages: number;
}

const protocol = '/bench/1';
const bulkMessageBytes = 256 * 1024;
const messageBytes = 3_528;

/** Measures one channel once. */
export async function measureChannel(kind: ChannelKind, plan: ChannelPlan): Promise<ChannelCost> {
  const pair = await startPair(kind);
  try {
    const warmUp = Math.min(10, plan.connects);
    await connectOneByOne(pair, warmUp);
    const idle = await connectOneByOne(pair, plan.connects);
    const busy = await connectAtRate(pair, plan.connects, plan.connectsPerSecond);
    const handshakeBytes = await countHandshakeBytes(pair);
    await transfer(pair, bulkMessageBytes, Math.ceil(plan.bulkBytes / 8 / bulkMessageBytes));
    const bulk = await transfer(
      pair,
      bulkMessageBytes,
      Math.ceil(plan.bulkBytes / bulkMessageBytes),
    );
    const small = await transfer(pair, messageBytes, plan.messages);
    const megabytes = bulk.bytes / 1e6;
    return {
      kind,
      idle,
      busy,
      handshakeBytes,
      bulkMegabytesPerSecond: megabytes / bulk.seconds,
      bulkCpuMsPerMegabyte: bulk.cpuMs / megabytes,
      messagesPerSecond: plan.messages / small.seconds,
      messageCpuMicroseconds: (small.cpuMs * 1000) / plan.messages,
    };
  } finally {
    await pair.stop();
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** One connection; how long it took. */
async function connectOnce({ dialling, listening }: Pair, address?: string): Promise<number> {
  const to = address === undefined ? listening.getMultiaddrs() : [multiaddr(address)];
  const [target] = to;
  if (target === undefined) throw new Error('the pair listens');
  const started = performance.now();
  const connection = await dialling.dial(target, { force: true });
  const took = performance.now() - started;
  await end(connection);
  return took;
}

/** A graceful end, unless the other end was quicker: libp2p's close then throws. */
async function end(connection: Connection): Promise<void> {
  await connection.close().catch((error: Error) => connection.abort(error));
}

async function connectOneByOne(pair: Pair, count: number): Promise<HandshakeCost> {
  const before = cpuMs();
  const times: number[] = [];
  for (let made = 0; made < count; made++) times.push(await connectOnce(pair));
  return costOf(times, cpuMs() - before);
}

async function connectAtRate(pair: Pair, count: number, perSecond: number): Promise<HandshakeCost> {
  const before = cpuMs();
  const started = performance.now();
  const running: Promise<number>[] = [];
  for (let made = 0; made < count; made++) {
    const dueIn = started + (made / perSecond) * 1000 - performance.now();
    if (dueIn > 0) await pause(dueIn);
    running.push(connectOnce(pair));
  }
  return costOf(await Promise.all(running), cpuMs() - before);
}

function costOf(times: readonly number[], cpu: number): HandshakeCost {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    cpuMs: cpu / times.length,
  };
}

/** Sets one connection up through a proxy that counts, in both directions. */
async function countHandshakeBytes(pair: Pair): Promise<number> {
  const [listens] = pair.listening.getMultiaddrs();
  const [, port, peer] = /\/tcp\/(\d+)\/p2p\/(.+)$/.exec(String(listens)) ?? [];
  let bytes = 0;
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    sockets.push(near, far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    const target = multiaddr(`/ip4/127.0.0.1/tcp/${address.port}/p2p/${peer}`);
    const connection = await pair.dialling.dial(target, { force: true });
    const counted = bytes;
    await end(connection);
    return counted;
  } finally {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  }
}

/** Sends `count` messages through one stream and waits until all have come out at the other end. */
async function transfer(
  { dialling, listening }: Pair,
  bytesEach: number,
  count: number,
): Promise<{ readonly seconds: number; readonly cpuMs: number; readonly bytes: number }> {
  const total = bytesEach * count;
  const arrived = Promise.withResolvers<void>();
  await listening.handle(protocol, (stream) => {
    let received = 0;
    stream.addEventListener('message', ({ data }) => {
      received += data.byteLength;
      if (received >= total) arrived.resolve();
    });
  });
  const [target] = listening.getMultiaddrs();
  if (target === undefined) throw new Error('the pair listens');
  const connection = await dialling.dial(target, { force: true });
  const stream = await connection.newStream([protocol]);
  const message = new Uint8Array(bytesEach).fill(7);
  const before = cpuMs();
  const started = performance.now();
  for (let sent = 0; sent < count; sent++) {
    if (!stream.send(message)) await stream.onDrain();
  }
  await arrived.promise;
  const seconds = (performance.now() - started) / 1000;
  const used = cpuMs() - before;
  await end(connection);
  await listening.unhandle(protocol);
  return { seconds, cpuMs: used, bytes: total };
}
