/** Keeps dialling the configured peers until each is connected, and again when it is lost. */
import { inBackground, type Logger, type PeerName, toLog } from '@trellis/engine';

export interface Dialler {
  start(): void;
  stop(): void;
  /** A peer was connected, by whichever side. */
  connected(peer: PeerName): void;
  /** A peer was lost. */
  lost(peer: PeerName, reason: string): void;
  /** Why a peer is not connected: the last failure, or `null` before the first. */
  reasonOf(peer: PeerName): string | null;
}

export interface DiallerOptions {
  readonly self: PeerName;
  readonly peers: readonly { readonly name: PeerName; readonly address: string }[];
  /** Resolves when the peer is connected. */
  readonly dial: (peer: PeerName, address: string) => Promise<void>;
  readonly isConnected: (peer: PeerName) => boolean;
  /** Milliseconds for which the peer must not be dialled. */
  readonly remainingCoolingOffMs: (peer: PeerName) => number;
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
  readonly address: string;
  failures: number;
  reason: string | null;
  connectedAt: number | null;
  dialling: boolean;
  cancel: () => void;
}

/** A dialler at rest; nothing happens before `start`. */
export function createDialler(options: DiallerOptions): Dialler {
  const { self, logger, now } = options;
  const targets = new Map<PeerName, Target>();
  for (const { name, address } of options.peers) {
    if (name !== self) targets.set(name, newTarget(name, address));
  }
  let running = false;

  const schedule = (target: Target, delayMs: number): void => {
    target.cancel();
    const timer = setTimeout(() => {
      inBackground(attempt(target), toLog(logger, 'dialling failed'));
    }, delayMs);
    target.cancel = () => clearTimeout(timer);
  };

  const attempt = async (target: Target): Promise<void> => {
    const { name, address } = target;
    if (!running || target.dialling || options.isConnected(name)) return;
    const restMs = options.remainingCoolingOffMs(name);
    if (restMs > 0) return schedule(target, restMs);
    target.dialling = true;
    try {
      await options.dial(name, address);
    } catch (error) {
      failed(target, error instanceof Error ? error.message : String(error));
    } finally {
      target.dialling = false;
    }
    if (running && !options.isConnected(name)) schedule(target, delayFor(target));
  };

  const failed = (target: Target, reason: string): void => {
    const { name: peer, address } = target;
    if (!running || options.isConnected(peer)) return;
    target.failures += 1;
    target.reason = reason;
    const log = target.failures === 1 ? logger.info : logger.debug;
    log.call(
      logger,
      { peer, address, reason, attempts: target.failures },
      'could not reach a peer',
    );
  };

  const delayFor = (target: Target): number => {
    const grown = firstDelayMs * delayGrowth ** Math.max(0, target.failures - 1);
    // Jittered, so that nodes that failed together don't try again together for ever.
    return Math.min(delayMsMax, grown) * (0.75 + 0.5 * options.random());
  };

  return {
    start() {
      running = true;
      for (const target of targets.values()) {
        // The higher name waits a moment: mostly the lower one's dial has arrived by then.
        schedule(target, self < target.name ? 0 : firstDelayMs);
      }
    },
    stop() {
      running = false;
      for (const target of targets.values()) target.cancel();
    },
    connected(peer) {
      const target = targets.get(peer);
      if (target === undefined) return;
      target.cancel();
      target.connectedAt = now();
    },
    lost(peer, reason) {
      const target = targets.get(peer);
      if (target === undefined) return;
      const wasSteady = target.connectedAt !== null && now() - target.connectedAt >= steadyMs;
      target.failures = wasSteady ? 0 : target.failures + 1;
      target.connectedAt = null;
      target.reason = reason;
      if (!running) return;
      schedule(target, self < peer && wasSteady ? 0 : delayFor(target));
    },
    reasonOf: (peer) => targets.get(peer)?.reason ?? null,
  };
}

function newTarget(name: PeerName, address: string): Target {
  return {
    name,
    address,
    failures: 0,
    reason: null,
    connectedAt: null,
    dialling: false,
    cancel: () => undefined,
  };
}
