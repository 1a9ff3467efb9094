/**
 * What a running node does about damaged values: whatever finds one, a read or the scrubber, has it replaced by what
 * a peer has and the chain proves, or tells people of it where they want to be asked.
 */
import { toHex } from '@trellis/crypto';
import type { Clock, Logger } from '@trellis/engine';
import type { Height } from '@trellis/protocol';
import {
  type AskPeers,
  chainPath,
  createScrubber,
  type Damage,
  DamagedValue,
  healValue,
  isNeeded,
  keyText,
  type ScrubProgress,
  type ValueCheckParts,
} from '@trellis/storage';
import { createTurns } from './turns.ts';

export interface HealingParts {
  readonly checks: ValueCheckParts;
  readonly scrubber: { readonly periodMs: number; readonly base: Height };
  readonly repair: 'automatic' | 'ask';
  readonly path: string;
  readonly askPeers: AskPeers;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each place once. */
  readonly onAlert: (place: string, detail: string) => void;
  /** What the node can't do without could not be had of any peer. */
  readonly onFatal: (error: Error) => void;
}

/** How it stands with what is stored. */
interface StorageHealth {
  /** Places that are damaged at present. */
  readonly damaged: readonly string[];
  /** Values that were replaced since the start. */
  readonly healed: number;
  readonly scrub: ScrubProgress;
}

export interface Healing {
  health(): StorageHealth;
  stop(): Promise<void>;
}

/** Between two steps of the scrubber in its first pass, and at least in later ones. */
const stepMs = 50;
/** The scrubber takes at most this share of the time. */
const restFactor = 10;
/** A step that something else held up says nothing of what the next one takes. */
const restMaxMs = 1_000;
const attemptsMax = 8;
const retryMs = 2_000;
/** Damage that is looked after at a time; what is beyond that is found again. */
const openMax = 10_000;
/** Places that the status names. */
const shownMax = 100;

/** What the configuration says of it. */
export function healingOptions(
  { data, storage }: { readonly data: string; readonly storage: { readonly scrubHours: number } },
  base: Height,
): Pick<HealingParts, 'scrubber' | 'path'> {
  const periodMs = storage.scrubHours * 3_600_000;
  return { scrubber: { periodMs, base }, path: chainPath(data) };
}

export function startHealing(parts: HealingParts): Healing {
  const { checks, repair, askPeers, clock, logger, onAlert } = parts;
  const scrubber = createScrubber(checks, parts.scrubber.base);
  const open = new Map<string, string>();
  const turns = createTurns(clock, logger);
  const { later } = turns;
  let healed = 0;

  function found({ key, what }: Damage): void {
    const name = toHex(key);
    if (turns.isStopped() || open.has(name) || open.size >= openMax) return;
    open.set(name, keyText(key));
    later(0, () => attend(key, what, 1));
  }

  async function attend(key: Uint8Array, what: string, attempt: number): Promise<void> {
    const place = keyText(key);
    if (repair === 'ask') {
      const detail = `${place} is damaged: ${what}. Stop the node and run "trellis repair" to allow the repair`;
      logger.error({ place, what }, 'damaged, and not repaired before somebody says so');
      return onAlert(place, detail);
    }
    const outcome = await healValue(checks, key, askPeers);
    if (outcome !== 'failed') open.delete(toHex(key));
    if (outcome === 'replaced' || outcome === 'dropped') {
      healed += 1;
      logger.warn({ place, what, outcome }, 'repaired a damaged value');
      return onAlert(place, `${place} was damaged (${what}), and is repaired`);
    }
    if (outcome === 'intact') return;
    if (attempt < attemptsMax)
      return later(retryMs * attempt, () => attend(key, what, attempt + 1));
    logger.error({ place, what }, 'damaged, and no peer has what it should be');
    onAlert(place, `${place} is damaged (${what}), and no peer has what it should be`);
    if (isNeeded(key)) parts.onFatal(new DamagedValue(parts.path, key, what));
  }

  async function scrub(): Promise<void> {
    const started = clock.elapsed();
    for (const damage of await scrubber.step()) found(damage);
    const { of, upgrading } = scrubber.progress();
    const took = clock.elapsed() - started;
    const paced = of === null || upgrading ? 0 : (parts.scrubber.periodMs * 32) / Math.max(of, 32);
    later(Math.max(stepMs, Math.min(restFactor * took, restMaxMs), paced), scrub);
  }

  checks.database.onDamage(found);
  if (parts.scrubber.periodMs > 0) later(stepMs, scrub);
  return {
    health: () => ({
      damaged: [...open.values()].slice(0, shownMax),
      healed,
      scrub: scrubber.progress(),
    }),
    stop: turns.stop,
  };
}
