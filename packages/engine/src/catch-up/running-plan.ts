/** The plan of catching up as it stands: told what happens, carried out, and told that time passes while it needs that. */
import type { Height } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { PeerName } from '../ports/transport.ts';
import {
  type CatchUpPlan,
  createPlan,
  isBehind,
  type PlanEffect,
  type PlanInput,
  stepPlan,
} from './catch-up-plan.ts';

const tickMs = 100;

export interface RunningPlan {
  tell(input: PlanInput): void;
  /** Whether a peer is ahead. */
  isBehind(): boolean;
  /** Whether a block that this peer gave is wanted: others may have given it, or it came too late. */
  wants(height: Height, from: PeerName): boolean;
  /** Carries nothing out any more. */
  stop(): void;
}

export function createRunningPlan(parts: {
  readonly head: Height;
  readonly clock: Clock;
  readonly perform: (effect: PlanEffect) => void;
  /** Whether something is under way that may end by time alone. */
  readonly isUnderWay: () => boolean;
  /** What an input asked for is done. */
  readonly onTold: () => void;
}): RunningPlan {
  const { clock, perform, isUnderWay, onTold } = parts;
  let plan: CatchUpPlan = createPlan(parts.head);
  let cancelTick: (() => void) | null = null;
  let stopped = false;

  function tell(input: PlanInput): void {
    if (stopped) return;
    const next = stepPlan(plan, input, clock.elapsed());
    plan = next.plan;
    for (const effect of next.effects) perform(effect);
    if (isBehind(plan) || isUnderWay()) {
      cancelTick ??= clock.after(tickMs, () => {
        cancelTick = null;
        tell({ type: 'tick' });
      });
    }
    onTold();
  }

  return {
    tell,
    isBehind: () => isBehind(plan),
    wants: (height, from) => plan.waiting.get(height)?.from === from,
    stop() {
      stopped = true;
      cancelTick?.();
    },
  };
}
