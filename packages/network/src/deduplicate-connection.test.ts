import type { PeerName } from '@trellis/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepsNewer, type OpenedConnection, simultaneousMs } from './deduplicate-connection.ts';

const low = 'a' as PeerName;
const high = 'b' as PeerName;

function opened(direction: OpenedConnection['direction'], openedAt: number): OpenedConnection {
  return { direction, openedAt };
}

describe('the connection that two peers settle on', () => {
  it('is the one that is outbound at the lower name, if both were opened at once', () => {
    const names = { self: low, peer: high };
    expect(keepsNewer(names, opened('inbound', 0), opened('outbound', 10))).toBe(true);
    expect(keepsNewer(names, opened('outbound', 0), opened('inbound', 10))).toBe(false);
  });

  it('is the newer one, if the older has been open for a while', () => {
    const names = { self: low, peer: high };
    const later = simultaneousMs;
    expect(keepsNewer(names, opened('outbound', 0), opened('inbound', later))).toBe(true);
    expect(keepsNewer(names, opened('inbound', 0), opened('outbound', later))).toBe(true);
  });

  it('is the newer one of two in the same direction', () => {
    for (const direction of ['inbound', 'outbound'] as const) {
      expect(
        keepsNewer({ self: low, peer: high }, opened(direction, 0), opened(direction, 1)),
      ).toBe(true);
    }
  });

  it('is the same for both, in whichever order they see the two', () => {
    const time = fc.integer({ min: 0, max: simultaneousMs - 1 });
    fc.assert(
      fc.property(time, time, time, time, (a, b, c, d) => {
        // What the lower name opened is outbound at its end, inbound at the other.
        const atLow = settle(
          { self: low, peer: high },
          opened('outbound', a),
          opened('inbound', b),
        );
        const atHigh = settle(
          { self: high, peer: low },
          opened('inbound', c),
          opened('outbound', d),
        );
        expect(atLow.direction).toBe('outbound');
        expect(atHigh.direction).toBe('inbound');
      }),
    );
  });
});

function settle(
  names: { readonly self: PeerName; readonly peer: PeerName },
  one: OpenedConnection,
  other: OpenedConnection,
): OpenedConnection {
  const [older, newer] = one.openedAt <= other.openedAt ? [one, other] : [other, one];
  return keepsNewer(names, older, newer) ? newer : older;
}
