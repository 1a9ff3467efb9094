import { type Height, toHeight } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PeerName } from '../ports/transport.ts';
import {
  createPlan,
  isBehind,
  type PlanEffect,
  type PlanInput,
  planLimits,
  stepPlan,
} from './catch-up-plan.ts';

const height = (number: number | bigint): Height => toHeight(BigInt(number));

/** What a peer does when it is asked for a block; `honest` gives it. */
type Behaviour =
  | 'honest'
  | 'silent'
  | 'breaks off'
  | 'gives nothing'
  | 'lies'
  | 'slow'
  | 'late'
  | 'claims too much'
  | 'takes its height back'
  | 'comes and goes'
  | 'one at a time'
  | 'stale';

const bad: readonly Behaviour[] = [
  'silent',
  'breaks off',
  'gives nothing',
  'lies',
  'slow',
  'late',
  'claims too much',
  'takes its height back',
  'comes and goes',
  'one at a time',
  'stale',
];

/** More than all peers together give before they say for the second time where they are. */
const tip = 1_500;

interface Ask {
  readonly peer: PeerName;
  readonly request: number;
  next: number;
  readonly end: number;
  readonly at: number;
  cancelled: boolean;
}

/** Runs a plan against peers in virtual time, in steps of 50 ms; returns how it went. */
function run(behaviours: readonly Behaviour[], msMax: number) {
  const peers = behaviours.map((behaviour, index) => ({
    behaviour,
    name: `peer${index}-${behaviour}` as PeerName,
  }));
  let plan = createPlan(height(0));
  let now = 0;
  const asks: Ask[] = [];
  const disconnected = new Set<PeerName>();
  const had = new Set<number>();
  const tell = (input: PlanInput): void => {
    const step = stepPlan(plan, input, now);
    plan = step.plan;
    for (const effect of step.effects) perform(effect);
  };
  const perform = (effect: PlanEffect): void => {
    if (effect.type === 'disconnect') {
      disconnected.add(effect.peer);
      return;
    }
    if (effect.type === 'cancel') {
      const ask = asks.find(({ request }) => request === effect.request);
      if (ask !== undefined) ask.cancelled = true;
      return;
    }
    const { peer, request, from, count } = effect;
    expect(count).toBeLessThanOrEqual(planLimits.windowMax);
    asks.push({
      peer,
      request,
      next: Number(from),
      end: Number(from) + count,
      at: now,
      cancelled: false,
    });
  };
  const give = (ask: Ask): void => {
    const { peer, request, next } = ask;
    ask.next += 1;
    tell({ type: 'block', peer, request, height: height(next), bytes: 1000 });
    if (plan.waiting.get(height(next))?.from === peer) had.add(next);
    while (had.has(Number(plan.head) + 1)) {
      const head = height(plan.head + 1n);
      const from = plan.waiting.get(head)?.from;
      if (from?.endsWith('-lies')) {
        had.clear();
        tell({ type: 'lie', peer: from, reason: 'block' });
        for (const known of plan.waiting.keys()) had.add(Number(known));
        return;
      }
      tell({ type: 'head', height: head });
    }
  };
  const end = (ask: Ask, failed: boolean): void => {
    asks.splice(asks.indexOf(ask), 1);
    tell({ type: 'ended', peer: ask.peer, request: ask.request, failed });
  };
  const serve = (ask: Ask): void => {
    const behaviour = peers.find(({ name }) => name === ask.peer)?.behaviour ?? 'honest';
    if (ask.cancelled && behaviour !== 'late') {
      end(ask, true);
      return;
    }
    if (ask.next >= ask.end) {
      end(ask, false);
      return;
    }
    const age = now - ask.at;
    switch (behaviour) {
      case 'silent':
        return;
      case 'breaks off':
      case 'one at a time':
        give(ask);
        end(ask, behaviour === 'breaks off');
        return;
      case 'gives nothing':
      case 'stale':
        end(ask, false);
        return;
      case 'slow':
        if (age % 2_500 === 0 && age > 0) give(ask);
        return;
      case 'late':
        if (age > 5_000) give(ask);
        return;
      default:
        for (let count = 0; count < 8 && ask.next < ask.end; count++) {
          if (ask.next > tip) {
            end(ask, false);
            return;
          }
          give(ask);
        }
    }
  };
  let flips = 0;
  for (; now <= msMax && plan.head < BigInt(tip); now += 50) {
    if (now % 1_000 === 0) {
      flips += 1;
      for (const { name, behaviour } of peers) {
        if (disconnected.has(name)) continue;
        if (behaviour === 'comes and goes' && flips % 2 === 0) {
          tell({ type: 'gone', peer: name });
          continue;
        }
        const claims: Partial<Record<Behaviour, number>> = {
          'claims too much': 1_000_000,
          'takes its height back': tip - flips,
          stale: 5,
        };
        tell({
          type: 'status',
          peer: name,
          first: height(1),
          last: height(claims[behaviour] ?? tip),
        });
      }
    }
    for (const ask of [...asks]) serve(ask);
    tell({ type: 'tick' });
  }
  return { plan, now, disconnected };
}

describe('checklist item 18: one honest peer among others', () => {
  it.each(bad)('%s: reaches the tip, and no honest peer is disconnected', (behaviour) => {
    const { plan, disconnected } = run([behaviour, 'honest', behaviour, behaviour], 120_000);
    expect(plan.head).toBe(height(tip));
    const punished = behaviour === 'lies' || behaviour === 'takes its height back';
    expect(disconnected.size > 0).toBe(punished);
    for (const peer of disconnected) expect(peer).toContain(`-${behaviour}`);
  });

  it('any mixture reaches the tip', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bad), { maxLength: 9 }), fc.nat(9), (others, at) => {
        const { plan, disconnected } = run(others.toSpliced(at, 0, 'honest'), 300_000);
        expect(plan.head).toBe(height(tip));
        for (const peer of disconnected) expect(peer).not.toContain('honest');
      }),
      { numRuns: 60 },
    );
  });

  it('several honest peers share the work', () => {
    expect(run(['honest', 'honest', 'honest'], 60_000).now).toBeLessThan(
      run(['honest'], 60_000).now,
    );
  });
});

describe('the plan', () => {
  const a = 'a' as PeerName;

  it('checklist item 18: leaves a peer alone that is ahead for a moment only', () => {
    const first = stepPlan(
      createPlan(height(5)),
      { type: 'status', peer: a, first: height(1), last: height(6) },
      0,
    );
    expect(first.effects).toEqual([]);
    const next = stepPlan(first.plan, { type: 'head', height: height(6) }, 100);
    expect(isBehind(next.plan)).toBe(false);
    expect(stepPlan(next.plan, { type: 'tick' }, 1_000).effects).toEqual([]);
  });

  it('asks at once whoever is two ahead, by its word or by what it sends, or waiting would never end', () => {
    const peer = 'peer' as PeerName;
    const first = height(1);
    const near = stepPlan(
      createPlan(height(4)),
      { type: 'status', peer, first, last: height(5) },
      0,
    );
    expect(near.effects).toEqual([]);
    const far = stepPlan(near.plan, { type: 'seen', peer, last: height(6) }, 1);
    expect(far.effects).toMatchObject([{ type: 'ask', peer, from: height(5), count: 2 }]);
    const told = stepPlan(
      createPlan(height(4)),
      { type: 'status', peer, first, last: height(6) },
      0,
    );
    expect(told.effects).toMatchObject([{ type: 'ask', from: height(5) }]);
  });

  it('takes no height back for a message that is older than the last status', () => {
    const peer = 'peer' as PeerName;
    const status = { type: 'status', peer, first: height(1), last: height(9) } as const;
    const { plan } = stepPlan(createPlan(height(0)), status, 0);
    expect(stepPlan(plan, { type: 'seen', peer, last: height(3) }, 1)).toEqual({
      plan,
      effects: [],
    });
  });

  it('does not ask a peer for blocks before its snapshot', () => {
    const { plan } = stepPlan(
      createPlan(height(5)),
      { type: 'status', peer: a, first: height(50), last: height(90) },
      0,
    );
    expect(stepPlan(plan, { type: 'tick' }, 1_000).effects).toEqual([]);
  });
});
