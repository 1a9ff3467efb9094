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
  scrubStepValues,
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

/** Between two steps of the scrubber at least. */
const stepMs = 50;
/** After a step it rests for so many times as long as that took; less only where a pass would take longer than its period. */
const restFactor = 100;
const hurriedRestFactor = 10;
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

/** How long the scrubber rests after a step that took so long: payments go before it. */
function restMs(tookMs: number, { of, upgrading }: ScrubProgress, periodMs: number): number {
  const rest = (factor: number): number => Math.max(stepMs, Math.min(factor * tookMs, restMaxMs));
  if (upgrading) return rest(hurriedRestFactor);
  if (of === null) return rest(restFactor);
  const paced = (periodMs * scrubStepValues) / Math.max(of, scrubStepValues);
  return paced >= rest(restFactor) ? paced : Math.max(rest(hurriedRestFactor), paced);
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
    later(restMs(clock.elapsed() - started, scrubber.progress(), parts.scrubber.periodMs), scrub);
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
