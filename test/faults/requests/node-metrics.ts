/** What a node says of itself in its metrics: how long its event loop was held, and how much memory it takes. */
import { setTimeout as pause } from 'node:timers/promises';

export interface NodeMetrics {
  /** The longest time for which the event loop was held since this was asked the last time. */
  readonly heldMs: number;
  /** What its objects and buffers take. */
  readonly memoryBytes: number;
}

export async function readMetrics(url: string): Promise<NodeMetrics> {
  const text = await metricsOf(url);
  const value = (name: string): number => {
    const found = new RegExp(`^${name} ([0-9.e+-]+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`no metric ${name}`);
    return Number(found);
  };
  return {
    heldMs: value('nodejs_eventloop_lag_max_seconds') * 1_000,
    memoryBytes: value('nodejs_heap_size_used_bytes') + value('nodejs_external_memory_bytes'),
  };
}

/**
 * As soon as the node gives them: it may be held up (408), and what attacked it before may have used up what callers of
 * this address are allowed (429).
 */
async function metricsOf(url: string): Promise<string> {
  // A connection that was kept open may be closed while the node is held up.
  const headers = { connection: 'close' };
  for (;;) {
    const answer = await fetch(`${url}/metrics`, { headers });
    const text = await answer.text();
    if (answer.status === 200) return text;
    await pause(1_000);
  }
}
