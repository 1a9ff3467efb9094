import type { Hash } from '@trellis/crypto';
import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { type AccessFact, createDetector, quietMs } from './detect.ts';

const thresholds = { failuresPerMinute: 3, refusalsPerMinute: 5, stalledSeconds: 10 };
const refusal = (outcome: string, address = '10.0.0.1'): AccessFact => ({
  event: 'refused',
  address,
  outcome,
});

describe('what alerts are raised at', () => {
  it('wrong credentials from one address, once until it has been quiet', () => {
    const detector = createDetector(thresholds);
    const wrong = (now: number, from?: string) =>
      detector.access(refusal('invalid_credential', from), now).map(({ kind }) => kind);
    expect([wrong(0), wrong(1), wrong(2, '10.0.0.2')]).toEqual([[], [], []]);
    expect(wrong(3)).toEqual(['failed_authentication']);
    expect(detector.access(refusal('insufficient_scope'), 4)).toMatchObject([{ kind: 'refusals' }]);
    expect(wrong(5)).toEqual([]);
    // A new minute counts from the start, and the same is said again only later.
    for (const at of [quietMs, quietMs + 1]) expect(wrong(at)).toEqual([]);
    expect(wrong(quietMs + 3)).toEqual(['failed_authentication']);
  });

  it('what happened within a minute, also where a new minute of the clock begins in between', () => {
    const detector = createDetector(thresholds);
    const at = [0, 59_000, 59_999, 60_000, 60_001, 60_002];
    const alerts = at.map((now) => detector.access(refusal('unauthenticated'), now).length);
    // The first is a minute old by the fifth.
    expect(alerts).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('not calls without a credential, unless there are many of them', () => {
    const detector = createDetector(thresholds);
    const alerts = Array.from({ length: 5 }, (_, at) =>
      detector.access(refusal('unauthenticated', `10.0.0.${at}`), at),
    );
    expect(alerts.flat()).toMatchObject([{ kind: 'refusals', time: 4 }]);
  });

  it('a key from a new address, and equivocation', () => {
    const detector = createDetector(thresholds);
    const fact = { event: 'key_new_address', who: 'abc', address: '10.0.0.9' };
    expect(detector.access(fact, 1)).toMatchObject([{ kind: 'key_new_address', subject: 'abc' }]);
    expect(detector.access({ event: 'key_created', who: 'abc' }, 1)).toEqual([]);
    expect(detector.equivocation('trellis1x', 'height 3', 5)).toMatchObject([
      { kind: 'equivocation', subject: 'trellis1x' },
    ]);
    expect(detector.equivocation('trellis1x', 'height 3', 6)).toEqual([]);
  });

  it('a chain that stalls, also one that never began, each time again', () => {
    const detector = createDetector(thresholds);
    const poll = (age: number | null, now: number) => detector.chain(age, now).length;
    expect([poll(null, 0), poll(null, 9_999), poll(null, 10_000)]).toEqual([0, 0, 1]);
    expect([poll(20_000, 20_000), poll(1, 21_000), poll(10_001, 31_000)]).toEqual([0, 0, 1]);
  });

  it('an upgrade that this software is too old for, and one that lapsed since the start', () => {
    const detector = createDetector(thresholds);
    const upgrade = {
      version: 2,
      height: toHeight(90),
      release: 'trellis-2.0.0',
      releaseHash: 'ab'.repeat(32) as Hash,
    };
    const planned = { effective: null, pending: upgrade, lapsed: null };
    expect(detector.upgrades(planned, 2, 0)).toEqual([]);
    expect(detector.upgrades(planned, 1, 1)).toMatchObject([
      { kind: 'software_too_old', subject: '2' },
    ]);
    expect(detector.upgrades(planned, 1, 2)).toEqual([]);
    const lapsed = { ...planned, pending: null, lapsed: { ...upgrade, announced: 3, power: 4 } };
    expect(detector.upgrades(lapsed, 1, 3)).toMatchObject([{ kind: 'upgrade_lapsed' }]);
    expect(detector.upgrades(lapsed, 1, 4)).toEqual([]);
    expect(createDetector(thresholds).upgrades(lapsed, 1, 5)).toEqual([]);
  });
});
