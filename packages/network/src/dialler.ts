/** Keeps dialling the configured peers until each is connected, and again when it is lost. */
import { inBackground, type Logger, type PeerName, toLog } from '@trellis/engine';

export interface Dialler {
  start(): void;
  stop(): void;
  /** A peer was connected, by whichever side. */
  connected(peer: PeerName): void;
  /** A peer was lost. */
  lost(peer: PeerName, reason: string): void;
  /** A peer said that it is reached at other addresses: the first of them is tried next. */
  addressesChanged(peer: PeerName): void;
  /** Whom it dials, at which address next, and why the last attempt failed or the last connection ended. */
  targets(): readonly DialTarget[];
}

interface DialTarget {
  readonly name: PeerName;
  readonly address: string;
  /** `null` before the first attempt. */
  readonly reason: string | null;
}

export interface DiallerOptions {
  readonly self: PeerName;
  /** A peer with several addresses is named several times. */
  readonly peers: readonly { readonly name: PeerName; readonly address: string }[];
  /** Where a peer itself says that it is reached; tried before the configured addresses. */
  readonly recorded: (peer: PeerName) => readonly string[];
  /** Resolves when the peer is connected. */
  readonly dial: (peer: PeerName, address: string) => Promise<void>;
  readonly isConnected: (peer: PeerName) => boolean;
  /** Milliseconds for which the peer must not be connected to. */
  readonly remainingBackoffMs: (peer: PeerName) => number;
  readonly logger: Logger;
  readonly now: () => number;
  /** From 0 up to but without 1. */
  readonly random: () => number;
}

const firstDelayMs = 250;
const delayGrowth = 1.6;
const delayMsMax = 4_000;
/** A connection that lasts so long was a success: after it, waiting starts small again. */
const steadyMs = 5_000;

interface Target {
  readonly name: PeerName;
  /** Those of the configuration. */
  readonly addresses: readonly string[];
  /** How many attempts were made since its addresses changed; says whose turn it is. */
  attempts: number;
  failures: number;
  reason: string | null;
  connectedAt: number | null;
  dialling: boolean;
  cancel: () => void;
}

/** What a dialler knows while it runs. */
interface State {
  readonly options: DiallerOptions;
  readonly targets: Map<PeerName, Target>;
  running: boolean;
}

/** A dialler at rest; nothing happens before `start`. */
export function createDialler(options: DiallerOptions): Dialler {
  const { self, peers } = options;
  const configured = Map.groupBy(peers, ({ name }) => name);
  configured.delete(self);
  const targets = new Map(
    [...configured].map(([name, of]) => [
      name,
      newTarget(
        name,
        of.map(({ address }) => address),
      ),
    ]),
  );
  const state: State = { options, targets, running: false };
  return {
    start() {
      state.running = true;
      for (const target of targets.values()) {
        // The higher name waits a moment: mostly the lower one's dial has arrived by then.
        schedule(state, target, self < target.name ? 0 : firstDelayMs);
      }
    },
    stop() {
      state.running = false;
      for (const target of targets.values()) target.cancel();
    },
    connected(peer) {
      const target = targets.get(peer);
      if (target === undefined) return;
      target.cancel();
      target.connectedAt = options.now();
    },
    lost(peer, reason) {
      const target = targets.get(peer);
      if (target !== undefined) lost(state, target, reason);
    },
    addressesChanged(peer) {
      const target = targets.get(peer);
      if (target === undefined) return;
      // What is being tried counts no more.
      target.attempts = target.dialling ? -1 : 0;
      if (state.running && !options.isConnected(peer)) schedule(state, target, 0);
    },
    targets: () =>
      [...targets.values()].map((target) => ({
        name: target.name,
        address: addressOf(options, target),
        reason: target.reason,
      })),
  };
}

/** All that are tried, in turn: first what the peer says, which is newer than the configuration. */
function addressesOf({ recorded }: DiallerOptions, { name, addresses }: Target): readonly string[] {
  return [...new Set([...recorded(name), ...addresses])];
}

/** Where the next attempt goes. */
function addressOf(options: DiallerOptions, target: Target): string {
  const addresses = addressesOf(options, target);
  return addresses[Math.max(0, target.attempts) % addresses.length] ?? '';
}

function schedule(state: State, target: Target, delayMs: number): void {
  const failed = toLog(state.options.logger, 'dialling failed');
  target.cancel();
  const timer = setTimeout(() => inBackground(attempt(state, target), failed), delayMs);
  target.cancel = () => clearTimeout(timer);
}

async function attempt(state: State, target: Target): Promise<void> {
  const { options } = state;
  const { name } = target;
  const address = addressOf(options, target);
  if (!state.running || target.dialling || options.isConnected(name)) return;
  const restMs = options.remainingBackoffMs(name);
  if (restMs > 0) return schedule(state, target, restMs);
  target.dialling = true;
  try {
    await options.dial(name, address);
  } catch (error) {
    failed(state, target, address, error);
    target.attempts += 1;
  } finally {
    target.dialling = false;
  }
  if (state.running && !options.isConnected(name)) {
    schedule(state, target, delayFor(target, options.random));
  }
}

function failed(
  { options, running }: State,
  target: Target,
  address: string,
  error: unknown,
): void {
  const { logger } = options;
  const { name: peer } = target;
  const reason = error instanceof Error ? error.message : String(error);
  if (!running || options.isConnected(peer)) return;
  target.failures += 1;
  target.reason = reason;
  const log = target.failures === 1 ? logger.info : logger.debug;
  log.call(logger, { peer, address, reason, attempts: target.failures }, 'could not reach a peer');
}

function lost(state: State, target: Target, reason: string): void {
  const { self, now, random } = state.options;
  const wasSteady = target.connectedAt !== null && now() - target.connectedAt >= steadyMs;
  target.failures = wasSteady ? 0 : target.failures + 1;
  target.connectedAt = null;
  target.reason = reason;
  if (!state.running) return;
  schedule(state, target, self < target.name && wasSteady ? 0 : delayFor(target, random));
}

function delayFor({ failures }: Target, random: () => number): number {
  const grown = firstDelayMs * delayGrowth ** Math.max(0, failures - 1);
  // Jittered, so that nodes that failed together don't try again together forever.
  return Math.min(delayMsMax, grown) * (0.75 + 0.5 * random());
}

function newTarget(name: PeerName, addresses: readonly string[]): Target {
  return {
    name,
    addresses,
    attempts: 0,
    failures: 0,
    reason: null,
    connectedAt: null,
    dialling: false,
    cancel: () => undefined,
  };
}
