/** The life of a running node: it continues where it was, takes part, and leaves in order. */
import type { Clock } from '../ports/clock.ts';
import type { Transport, TransportHandlers } from '../ports/transport.ts';
import { createRepeating } from '../tasks/repeating.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';

/** How often nodes tell each other where they are; lost messages are sent again within this time. */
const statusIntervalMs = 1_000;

export interface LifecycleParts {
  readonly transport: Pick<Transport, 'start' | 'stop'>;
  readonly handlers: TransportHandlers;
  readonly executor: Pick<SerialExecutor, 'attempt' | 'stop' | 'drained'>;
  readonly clock: Clock;
  readonly hooks: {
    /** Throws when this software can't continue the chain. */
    expectKnownVersion(): void;
    /** Continues where the last run left off, before anything else happens. */
    recover(): Promise<void>;
    /** Begins to take part. */
    begin(): void;
    /** Called once in each status interval. */
    tick(): void;
  };
  /** What has timers or requests of its own. */
  readonly running: readonly { stop(): void }[];
}

export interface Lifecycle {
  /** Rejects when the node can't begin; it has to be stopped then, too. */
  start(): Promise<void>;
  /** Finishes what is being written. */
  stop(): Promise<void>;
}

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { transport, handlers, executor, clock, hooks, running } = parts;
  const repeating = createRepeating(clock);
  return {
    async start() {
      hooks.expectKnownVersion();
      await transport.start(handlers);
      await executor.attempt(hooks.recover);
      repeating.every(statusIntervalMs, hooks.tick);
      hooks.begin();
    },
    async stop() {
      executor.stop();
      repeating.stop();
      for (const one of running) one.stop();
      await transport.stop();
      await executor.drained();
    },
  };
}
