import { describe, expect, it } from 'vitest';
import { defaultHttpConfig } from '../config/http-config.ts';
import type { Principal } from '../credentials/principal.ts';
import { type CallLimits, createCallLimits } from './call-limits.ts';
import type { Visit } from './visit.ts';

const policy = { perSecond: 10, burst: 100 };
const limits = { ...defaultHttpConfig.limits, perKey: policy, perAddress: policy };
const key: Principal = {
  type: 'key',
  id: 'a',
  scopes: ['read'],
  accounts: null,
  expires: null,
  token: null,
};

let now = 0;
function visitFrom(address: string, cost: Partial<Visit['cost']> = {}): Visit {
  return {
    address,
    principal: key,
    who: '',
    counted: [],
    signed: null,
    cost: { calls: 1, bytes: 0, cpuMs: 0, ...cost },
    charge: () => undefined,
  };
}

/** How many calls of this kind are let in at once. */
function letIn(count: (visit: Visit) => void, visit: () => Visit, tries: number): number {
  let many = 0;
  for (let turn = 0; turn < tries; turn += 1) {
    try {
      count(visit());
      many += 1;
    } catch {
      // Refused.
    }
  }
  return many;
}

const fresh = (): CallLimits => createCallLimits(limits, () => now);

describe('a call counts', () => {
  it('by its bytes: each 16 KiB are one', () => {
    const { countKey } = fresh();
    const visit = () => visitFrom('192.0.2.1', { bytes: 10 * 16 * 1024 });
    expect(letIn((one) => countKey(one, key), visit, 50)).toBe(10);
  });

  it('by the time of the processor, also what it takes after it was let in', () => {
    const { countKey } = fresh();
    const first = visitFrom('192.0.2.1');
    countKey(first, key);
    first.cost.cpuMs = 2 * 95;
    first.charge();
    expect(
      letIn(
        (one) => countKey(one, key),
        () => visitFrom('192.0.2.1'),
        50,
      ),
    ).toBe(5);
  });

  it('as much as the most that it takes, and once', () => {
    const { countKey } = fresh();
    const first = visitFrom('192.0.2.1');
    countKey(first, key);
    first.cost.calls = 40;
    first.charge();
    first.cost.bytes = 30 * 16 * 1024;
    first.charge();
    expect(
      letIn(
        (one) => countKey(one, key),
        () => visitFrom('192.0.2.1'),
        100,
      ),
    ).toBe(60);
  });

  it('later: whoever owes has to wait as long as it takes to pay', () => {
    const { countKey } = fresh();
    countKey(visitFrom('192.0.2.1', { bytes: 150 * 16 * 1024 }), key);
    expect(() => countKey(visitFrom('192.0.2.1'), key)).toThrow(/try again in 6 s/);
    now += 6_000;
    countKey(visitFrom('192.0.2.1'), key);
  });
});

describe('callers without a key', () => {
  it('take nothing from those with one, also not at the same address', () => {
    const { countKeyless, countKey } = fresh();
    expect(letIn(countKeyless, () => visitFrom('192.0.2.1'), 500)).toBe(100);
    expect(
      letIn(
        (one) => countKey(one, key),
        () => visitFrom('192.0.2.1'),
        500,
      ),
    ).toBe(100);
  });

  it('share what they have, from however many addresses they call', () => {
    const { countKeyless } = fresh();
    let address = 0;
    const elsewhere = (bytes: number) => () => {
      address += 1;
      return visitFrom(`192.0.2.${address % 200}`, { bytes });
    };
    // Ten times as often as one address may, if each call takes next to nothing; but no more work than one.
    expect(letIn(countKeyless, elsewhere(0), 3_000)).toBe(1_000);
    const others = fresh();
    expect(letIn(others.countKeyless, elsewhere(16 * 1024), 500)).toBe(100);
  });
});
