/** Lets writes run beside one another, and a rewrite of what is stored alone: it reads, and then writes over it. */

export interface WriteGate {
  /** Runs a write; waits for a rewrite to end, and for nothing else. */
  write<T>(run: () => Promise<T>): Promise<T>;
  /** Runs a rewrite when no write is under way, and keeps those that come meanwhile waiting. */
  rewrite<T>(run: () => Promise<T>): Promise<T>;
}

export function createWriteGate(): WriteGate {
  const writes = new Set<Promise<unknown>>();
  let lastRewrite: Promise<unknown> | null = null;

  async function rewriteAfter<T>(
    earlier: Promise<unknown> | null,
    run: () => Promise<T>,
  ): Promise<T> {
    await earlier;
    await Promise.all(writes);
    return run();
  }

  return {
    async write(run) {
      while (lastRewrite !== null) await lastRewrite;
      const done = run();
      const settled = done.then(nothing, nothing);
      writes.add(settled);
      try {
        return await done;
      } finally {
        writes.delete(settled);
      }
    },
    rewrite(run) {
      const done = rewriteAfter(lastRewrite, run);
      const settled = done.then(nothing, nothing).then(() => {
        if (lastRewrite === settled) lastRewrite = null;
      });
      lastRewrite = settled;
      return done;
    },
  };
}

function nothing(): void {
  // Whoever asked is told of a failure; those who wait are not.
}
