/** Loading what a page shows, and checking it: the value first, its proofs as they are found good or bad. */
import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { inBackground } from './background.ts';
import type { Live } from './live.ts';
import { type Proof, prove, sentenceOf, type Verification } from './proof.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

export interface Answer<T> {
  readonly value: T;
  /** What has been checked, and what has to be checked while the value is shown. */
  readonly proofs: readonly (Proof | Verification)[];
}

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly reason: string }
  | {
      readonly state: 'ready';
      readonly value: T;
      /** One for each proof, in order; fewer while they are being checked. */
      readonly verifications: readonly Verification[];
      readonly proofs: number;
    };

/** State changes with blocks, but a page that is drawn more often than this is hard to read. */
const reloadMs = 1_000;

/**
 * Loads for `name`, again when it changes; with `follows`, also when there are new blocks. The old value
 * stays until the new one is there.
 */
export function useProven<T>(
  name: string,
  load: (session: Session) => Promise<Answer<T>>,
  { follows }: { readonly follows: boolean },
): Loaded<T> {
  const { session, live } = useApp();
  const [shown, setShown] = useState<{ readonly name: string; readonly loaded: Loaded<T> }>();
  useEffect(() => {
    const ended = new AbortController();
    const run = async (isFirst: boolean): Promise<void> => {
      const show = (loaded: Loaded<T>): void => {
        if (!ended.signal.aborted) setShown({ name, loaded });
      };
      try {
        const known = session.newest.known();
        const { value, proofs } = await load(session);
        const ready = (verifications: readonly Verification[]): void =>
          show({ state: 'ready', value, verifications, proofs: proofs.length });
        if (isFirst) ready([]);
        const verifications = await Promise.all(
          proofs.map((proof) => ('state' in proof ? proof : prove(session, proof, known))),
        );
        ready(verifications);
      } catch (error) {
        show({ state: 'failed', reason: sentenceOf(error) });
      }
    };
    const cycle = async (): Promise<void> => {
      for (let isFirst = true; !ended.signal.aborted; isFirst = false) {
        const before = newestHeight(live);
        await run(isFirst);
        if (!follows) return;
        await Promise.all([pause(reloadMs), untilNewer(live, before, ended.signal)]);
      }
    };
    inBackground(cycle());
    return () => ended.abort();
  }, [name]);
  return shown?.name === name ? shown.loaded : { state: 'loading' };
}

function newestHeight(live: Store<Live>): bigint {
  return live.get().blocks[0]?.block.header.height ?? 0n;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Resolves when there is a newer block than this, or nobody waits for it any more. */
function untilNewer(live: Store<Live>, height: bigint, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      end();
      resolve();
    };
    const end = live.watch(() => {
      if (newestHeight(live) > height) done();
    });
    signal.addEventListener('abort', done, { once: true });
    if (newestHeight(live) > height) done();
  });
}

/** What the node says of itself, asked again every `everyMs`; nothing proves it. */
export function useAsked<T>(
  name: string,
  everyMs: number,
  load: (session: Session) => Promise<T>,
): Loaded<T> {
  const { session } = useApp();
  const [shown, setShown] = useState<{ readonly name: string; readonly loaded: Loaded<T> }>();
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const run = async (): Promise<void> => {
      try {
        const value = await load(session);
        if (!over) {
          setShown({ name, loaded: { state: 'ready', value, verifications: [], proofs: 0 } });
        }
      } catch (error) {
        if (!over) setShown({ name, loaded: { state: 'failed', reason: sentenceOf(error) } });
      }
      if (!over) timer = setTimeout(begin, everyMs);
    };
    const begin = (): void => {
      inBackground(run());
    };
    begin();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [name]);
  return shown?.name === name ? shown.loaded : { state: 'loading' };
}
