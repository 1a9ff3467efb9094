/**
 * The network between engines: connections that come and go, gossip that each node passes on after its
 * own validation result, direct messages, and requests whose answers come in pieces. All may be lost and late,
 * gossip also repeated and out of order; what the port promises to bring in order comes in order.
 */

import {
  inBackground,
  type PeerName,
  type Registry,
  type Topic,
  type Transport,
  TransportError,
  type TransportHandlers,
} from '@trellis/engine';
import { type Cut, choosePartition } from '../consensus/faults.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Life } from './life.ts';
import type { EngineFaults } from './plan.ts';

/** What a node says, before the network does anything to it. */
export type Said =
  | { readonly kind: 'gossip'; readonly topic: Topic; readonly bytes: Uint8Array }
  | { readonly kind: 'direct'; readonly bytes: Uint8Array };

export interface EngineNetwork {
  /** A transport for one life of an instance, which lets in whom the registry admits. */
  attach(instance: number, life: Life, registry: Pick<Registry, 'withPeer'>): Transport;
  /** The instance is gone; the others may notice at once, or not before it is back. */
  detach(instance: number, isNoticed: boolean): void;
  heal(): void;
}

/** How often broken connections are made again, and cut ones noticed. */
const dialMs = 250;
/** How long a peer that was sent away is not let in. */
const backoffMs = 5_000;

interface Attached {
  readonly life: Life;
  readonly admits: (peer: PeerName) => boolean;
  readonly seen: WeakSet<Uint8Array>;
  handlers: TransportHandlers | null;
}

export function createEngineNetwork(options: {
  /** The name of each instance; twins have the same. */
  readonly names: readonly PeerName[];
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: () => EngineFaults;
  /** What is really sent where an instance says something. */
  readonly says: (from: number, to: number, said: Said) => readonly (Said | Promise<Said>)[];
  readonly answers: (from: number, piece: Uint8Array) => Uint8Array;
  /** Something arrives over a connection that the instance's registry does not admit. */
  readonly onStranger: (at: number, from: number) => void;
  /** Something reached a node that runs. */
  readonly onArrival: (from: number, to: number, said: Said) => void;
  readonly onDisconnect: (by: number, peer: number, reason: string) => void;
  /** What an instance says could not be made. */
  readonly onFailure: (error: unknown) => void;
  readonly note: (instance: number, event: string, detail: () => string) => void;
}): EngineNetwork {
  const { names, random, scheduler, faults, says, answers, note } = options;
  const count = names.length;
  const attached: (Attached | null)[] = names.map(() => null);
  /** Pairs that are connected, `lower * count + higher`, and when one that was not may be again. */
  const connected = new Set<number>();
  const coolUntil = new Map<number, number>();
  /** When the last direct message on a link arrives, `from * count + to`. */
  const lastArrival = new Map<number, number>();
  let cut: Cut = new Set();
  let isHealed = false;

  const pairOf = (a: number, b: number): number => Math.min(a, b) * count + Math.max(a, b);
  const areConnected = (a: number, b: number): boolean => connected.has(pairOf(a, b));
  const instancesOf = (name: PeerName): number[] =>
    names.flatMap((other, instance) => (other === name ? [instance] : []));
  const others = (instance: number): number[] =>
    names.flatMap((name, other) => (name === names[instance] ? [] : [other]));
  const nameOf = (instance: number): PeerName => names[instance] ?? ('' as PeerName);

  function lasting(): void {
    if (faults().partitionMaxMs === 0 || isHealed) return;
    setCut(random.chance(0.5) ? choosePartition(random, count) : new Set());
    const lasts = random.between(100, faults().partitionMaxMs);
    scheduler.after(lasts, lasting);
    const { flapMs } = faults();
    if (flapMs > 0 && cut.size > 0) flap(cut, scheduler.now() + lasts, flapMs);
  }
  scheduler.after(0, lasting);

  /** Lets the cut come and go until then. */
  function flap(flapping: Cut, until: number, intervalMs: number): void {
    scheduler.after(intervalMs, () => {
      if (isHealed || scheduler.now() >= until) return;
      setCut(cut.size > 0 ? new Set() : flapping);
      flap(flapping, until, intervalMs);
    });
  }

  function setCut(next: Cut): void {
    cut = next;
    note(-1, 'cut', () => [...cut].map((p) => `${Math.floor(p / count)}>${p % count}`).join(' '));
  }

  function dial(): void {
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        if (names[a] === names[b]) continue;
        const isWhole = !cut.has(a * count + b) && !cut.has(b * count + a);
        if (areConnected(a, b)) {
          if (!isWhole && random.chance(0.1)) disconnect(a, b);
        } else if (isWhole) connect(a, b);
      }
    }
    scheduler.after(dialMs, dial);
  }
  scheduler.after(1, dial);

  function connect(a: number, b: number): void {
    const [one, other] = [attached[a], attached[b]];
    if (!one?.handlers || !other?.handlers) return;
    if ((coolUntil.get(pairOf(a, b)) ?? 0) > scheduler.now()) return;
    if (!one.admits(nameOf(b)) || !other.admits(nameOf(a))) return;
    connected.add(pairOf(a, b));
    one.handlers.onPeerConnected(nameOf(b));
    other.handlers.onPeerConnected(nameOf(a));
  }

  function disconnect(a: number, b: number): void {
    if (!connected.delete(pairOf(a, b))) return;
    for (const [end, peer] of [
      [a, b],
      [b, a],
    ] as const) {
      // A twin that is still there keeps the name connected.
      if (instancesOf(nameOf(peer)).some((twin) => areConnected(end, twin))) continue;
      const here = attached[end];
      if (here?.life.isAlive()) here.handlers?.onPeerDisconnected(nameOf(peer));
    }
  }

  function noticeAbsence(instance: number, other: number): void {
    if (attached[instance] === null) disconnect(instance, other);
  }

  /** When something sent now arrives; `null` for never. */
  function arrivalMs(from: number, to: number): number | null {
    const { loss, delayMaxMs, straggling } = faults();
    if (cut.has(from * count + to) || random.chance(loss)) return null;
    return random.between(1, delayMaxMs) * (random.chance(straggling) ? 10 : 1);
  }

  function carry(from: number, to: number, said: Said): void {
    if (!areConnected(from, to)) return;
    for (const really of says(from, to, said)) {
      if (really instanceof Promise) {
        const carried = really.then((ready) => carryAs(from, to, ready));
        inBackground(carried, options.onFailure);
      } else carryAs(from, to, really);
    }
  }

  function carryAs(from: number, to: number, really: Said): void {
    if (really.kind === 'direct') {
      carryInOrder(from, to, really);
      return;
    }
    const times = random.chance(faults().duplication) ? 2 : 1;
    for (let copy = 0; copy < times; copy++) {
      const delayMs = arrivalMs(from, to);
      if (delayMs !== null) scheduler.after(delayMs, () => arrive(from, to, really));
    }
  }

  function carryInOrder(from: number, to: number, said: Said): void {
    const delayMs = arrivalMs(from, to);
    if (delayMs === null) return;
    const link = from * count + to;
    const at = Math.max(scheduler.now() + delayMs, lastArrival.get(link) ?? 0);
    lastArrival.set(link, at);
    scheduler.after(at - scheduler.now(), () => arrive(from, to, said));
  }

  function arrive(from: number, to: number, said: Said): void {
    const here = attached[to];
    if (!here?.handlers || !here.life.isAlive() || !areConnected(from, to)) return;
    if (!here.admits(nameOf(from))) options.onStranger(to, from);
    options.onArrival(from, to, said);
    if (said.kind === 'direct') {
      here.handlers.onMessage(nameOf(from), said.bytes);
      return;
    }
    const { topic, bytes } = said;
    if (here.seen.has(bytes)) return;
    here.seen.add(bytes);
    here.handlers.onGossip(topic, nameOf(from), bytes).then(
      (result) => {
        if (!here.life.isAlive() || attached[to] !== here) return;
        if (result === 'accept') {
          for (const peer of others(to)) if (peer !== from) carry(to, peer, said);
        }
        if (result === 'reject') sendAway(to, from, `gossip on ${topic} was rejected`);
      },
      () => undefined,
    );
  }

  function sendAway(by: number, peer: number, reason: string): void {
    note(by, 'disconnect', () => `n${peer}: ${reason}`);
    options.onDisconnect(by, peer, reason);
    coolUntil.set(pairOf(by, peer), scheduler.now() + backoffMs);
    disconnect(by, peer);
  }

  async function* ask(
    from: number,
    peer: PeerName,
    bytes: Uint8Array,
    signal: AbortSignal,
    life: Life,
  ): AsyncGenerator<Uint8Array> {
    const reachable = instancesOf(peer).filter((to) => areConnected(from, to));
    const to = reachable.length === 0 ? undefined : random.pick(reachable);
    if (to === undefined) throw new TransportError('peer_unavailable', `${peer} is not connected`);
    const pieces: (Uint8Array | 'end')[] = [];
    let failure: TransportError | null = null;
    let wake = (): void => undefined;
    const fail = (code: 'aborted' | 'request_failed', message: string): void => {
      failure ??= new TransportError(code, message);
      wake();
    };
    signal.addEventListener('abort', () => fail('aborted', 'the request was given up'));

    async function answer(): Promise<void> {
      const there = attached[to ?? -1];
      if (!there?.handlers || !there.life.isAlive() || to === undefined) return;
      let lastAt = scheduler.now();
      let isBroken = false;
      const bring = (piece: Uint8Array | 'end'): void => {
        const delayMs = arrivalMs(to, from);
        // A stream has no gaps: what comes after a loss does not come either.
        isBroken ||= delayMs === null;
        if (isBroken || delayMs === null) return;
        lastAt = Math.max(lastAt, scheduler.now() + delayMs);
        life.after(lastAt - scheduler.now(), () => {
          pieces.push(piece);
          wake();
        });
      };
      try {
        for await (const chunk of there.handlers.onRequest(nameOf(from), bytes)) {
          bring(answers(to, chunk));
        }
        bring('end');
      } catch {
        life.after(1, () => fail('request_failed', `${peer} refused the request`));
      }
    }
    const delayMs = arrivalMs(from, to);
    if (delayMs !== null) scheduler.after(delayMs, () => inBackground(answer(), options.onFailure));

    for (;;) {
      if (failure !== null) throw failure;
      const piece = pieces.shift();
      if (piece === 'end') return;
      if (piece !== undefined) {
        yield piece;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    attach(instance, life, registry) {
      const admits = (peer: PeerName): boolean => registry.withPeer(peer) !== undefined;
      const here: Attached = { life, admits, seen: new WeakSet(), handlers: null };
      attached[instance] = here;
      const connectedPeers = (): PeerName[] => [
        ...new Set(
          others(instance)
            .filter((other) => areConnected(instance, other))
            .map(nameOf),
        ),
      ];
      const sendTo = (peer: PeerName, said: Said): boolean => {
        if (!life.boundary()) return false;
        const ends = instancesOf(peer).filter((to) => areConnected(instance, to));
        for (const to of ends) carry(instance, to, said);
        return ends.length > 0;
      };
      return {
        self: nameOf(instance),
        addresses: () => [],
        async start(handlers) {
          // Whoever did not notice that the last life ended does so now.
          for (const other of others(instance)) disconnect(instance, other);
          here.handlers = handlers;
        },
        async stop() {
          for (const other of others(instance)) disconnect(instance, other);
          here.handlers = null;
        },
        peers() {
          const present = new Set(connectedPeers());
          const all = [...new Set(others(instance).map(nameOf))];
          return all.map((name) =>
            present.has(name) ? { ...noFacts, name } : { ...absent, name },
          );
        },
        async publish(topic, bytes) {
          here.seen.add(bytes);
          for (const peer of connectedPeers()) sendTo(peer, { kind: 'gossip', topic, bytes });
        },
        send: (peer, bytes) => sendTo(peer, { kind: 'direct', bytes }),
        broadcast(bytes) {
          for (const peer of connectedPeers()) sendTo(peer, { kind: 'direct', bytes });
        },
        request: (peer, bytes, { signal }) => ask(instance, peer, bytes, signal, life),
        disconnect(peer, reason) {
          if (!life.isAlive()) return;
          for (const other of instancesOf(peer)) sendAway(instance, other, reason);
        },
        recheck() {
          for (const other of others(instance)) {
            if (!admits(nameOf(other))) disconnect(instance, other);
          }
        },
        traffic: noTraffic,
        certificate: () => null,
      };
    },
    detach(instance, isNoticed) {
      attached[instance] = null;
      for (const other of others(instance)) {
        if (!areConnected(instance, other)) continue;
        if (isNoticed) disconnect(instance, other);
        else scheduler.after(random.below(5_000), () => noticeAbsence(instance, other));
      }
    },
    heal() {
      isHealed = true;
      setCut(new Set());
    },
  };
}

const absent = { state: 'absent', address: '', reason: null } as const;
const noFacts = {
  state: 'connected',
  address: '',
  connectedSince: 0,
  direction: 'outbound',
  bytesReceived: 0,
  bytesSent: 0,
  channel: null,
} as const;

const noTraffic: Transport['traffic'] = () => {
  const nothing = { messagesReceived: 0, messagesSent: 0, bytesReceived: 0, bytesSent: 0 };
  const topic = { ...nothing, duplicatesReceived: 0 };
  return {
    gossip: { transactions: topic, proposals: topic, blocks: topic },
    direct: { ...nothing, dropped: 0 },
    request: nothing,
  };
};
