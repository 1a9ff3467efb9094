/** What happened, one aligned line an event, and a hash that tells whether two runs were the same. */
export interface Trace {
  /** Whether lines are wanted at all: making them costs more than the event itself. */
  readonly enabled: boolean;
  add(line: { atMs: number; node: number; event: string; detail: string }): void;
  /** FNV-1a of all lines so far, as 8 hex digits. */
  hash(): string;
  lines(): readonly string[];
}

/** `off` makes no lines, `hash` forgets them once hashed, `keep` keeps them all. */
export type TraceMode = 'off' | 'hash' | 'keep';

export function createTrace(mode: TraceMode): Trace {
  const lines: string[] = [];
  let hash = 0x811c9dc5;
  return {
    enabled: mode !== 'off',
    add({ atMs, node, event, detail }) {
      if (mode === 'off') return;
      const who = node < 0 ? '-' : `n${node}`;
      const line = `${String(atMs).padStart(7)} ms  ${who.padEnd(3)} ${event.padEnd(10)} ${detail}`;
      for (let i = 0; i < line.length; i++) {
        hash = Math.imul(hash ^ line.charCodeAt(i), 0x01000193);
      }
      if (mode === 'keep') lines.push(line);
    },
    hash: () => (hash >>> 0).toString(16).padStart(8, '0'),
    lines: () => lines,
  };
}
