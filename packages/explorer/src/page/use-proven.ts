/** Loading what a page shows, and checking it: the value first, its proofs as they are found good or bad. */
import { Unreachable } from '@trellis/client';
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
      /** Whether it tells what is so now: then it is old as soon as the node does not answer. */
      readonly isOfNow: boolean;
    };

/** State changes with blocks, but a page that is drawn more often than this is hard to read. */
const reloadMs = 1_000;

/**
 * Loads for `name`, again when it changes; with `follows`, also when there are new blocks. The old value
 * stays until the new one is there. `isOfNow`: it tells of the newest state, and is shown as old while the node is silent.
 */
export function useProven<T>(
  name: string,
  load: (session: Session) => Promise<Answer<T>>,
  { follows, isOfNow = follows }: { readonly follows: boolean; readonly isOfNow?: boolean },
): Loaded<T> {
  const { session, live } = useApp();
  const [shown, setShown] = useState<{ readonly name: string; readonly loaded: Loaded<T> }>();
  useEffect(() => {
    const ended = new AbortController();
    /** Whether the node answered. */
    const run = async (isFirst: boolean): Promise<boolean> => {
      const show = (loaded: Loaded<T>): void => {
        if (!ended.signal.aborted) setShown({ name, loaded });
      };
      try {
        const known = session.newest.known();
        const { value, proofs } = await load(session);
        const ready = (verifications: readonly Verification[]): void =>
          show({
            state: 'ready',
            value,
            verifications,
            proofs: proofs.length,
            isOfNow,
          });
        if (isFirst) ready([]);
        const verifications = await Promise.all(
          proofs.map((proof) => ('state' in proof ? proof : prove(session, proof, known))),
        );
        ready(verifications);
        return true;
      } catch (error) {
        const isAway = error instanceof Unreachable;
        // What was shown stays: the head of the page says that it is not current.
        if (isFirst || !isAway) show({ state: 'failed', reason: sentenceOf(error) });
        return !isAway;
      }
    };
    const cycle = async (): Promise<void> => {
      let isFirst = true;
      while (!ended.signal.aborted) {
        const before = live.get();
        const isAnswered = await run(isFirst);
        if (isAnswered && !follows) return;
        isFirst &&= !isAnswered;
        const isNews = (now: Live): boolean =>
          now.connections > before.connections || (isAnswered && isNewer(now, before));
        await Promise.all([pause(reloadMs), until(live, isNews, ended.signal)]);
      }
    };
    inBackground(cycle());
    return () => ended.abort();
  }, [name]);
  return shown?.name === name ? shown.loaded : { state: 'loading' };
}

function isNewer(now: Live, before: Live): boolean {
  const [there, here] = [now, before].map(({ blocks }) => blocks[0]?.block.header.height ?? 0n);
  return there !== undefined && here !== undefined && there > here;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Resolves when it is so, or nobody waits for it any more. */
function until(
  live: Store<Live>,
  isSo: (now: Live) => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      end();
      resolve();
    };
    const end = live.watch((now) => {
      if (isSo(now)) done();
    });
    signal.addEventListener('abort', done, { once: true });
    if (isSo(live.get())) done();
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
          setShown({
            name,
            loaded: { state: 'ready', value, verifications: [], proofs: 0, isOfNow: false },
          });
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
