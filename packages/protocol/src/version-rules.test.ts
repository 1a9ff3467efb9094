import type { Address } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { action } from './action-definition.ts';
import { addressCodec, tag, uint8 } from './codec-basic.ts';
import { container, list, optional, union } from './codec-composite.ts';
import { operation } from './operation-definition.ts';
import { transactionCodec } from './transaction.ts';
import { variantsOf } from './variants.ts';
import { brokenRule, namesSince } from './version-rules.ts';

const source = 'ab'.repeat(32) as Address;

/** As a later version adds them: an operation, an action and a name. */
const newer = union(
  variantsOf({
    old: operation(
      1,
      { source: addressCodec },
      { role: 'participant', affects: () => [], moves: null },
    ),
    new: operation(
      2,
      { source: addressCodec },
      { role: 'participant', affects: () => [], moves: null, since: 'plainText' },
    ),
    act: action(3, { number: uint8 }, () => [], 'plainText'),
  }),
);
const colour = namesSince(tag({ red: 1, green: 2 }), { green: 'plainText' });

describe('what begins with a version', () => {
  it('is refused before it, and anywhere in what holds it', () => {
    const codec = container({ all: list(optional(newer), 9), colour });
    const holds = (value: Parameters<(typeof codec)['byteLength']>[0], version: number) =>
      brokenRule(codec, value, version);
    const old = { type: 'old', source } as const;
    expect(holds({ all: [null, old], colour: 'red' }, 1)).toBeUndefined();
    for (const late of [{ type: 'new', source } as const, { type: 'act', number: 1 } as const]) {
      expect(holds({ all: [old, null, late], colour: 'red' }, 1)).toBe('not_in_force');
      expect(holds({ all: [old, null, late], colour: 'red' }, 2)).toBeUndefined();
    }
    expect(holds({ all: [], colour: 'green' }, 1)).toBe('not_in_force');
    expect(holds({ all: [], colour: 'green' }, 2)).toBeUndefined();
  });

  it('costs nothing where no version differs', () => {
    expect(container({ number: uint8 }).brokenRule).toBeUndefined();
    expect(list(uint8, 3).brokenRule).toBeUndefined();
    expect(namesSince(tag({ red: 1 }), {}).brokenRule).toBeUndefined();
  });
});

it('memos and names of assets are plain from version 2 on', () => {
  const transaction = (memo: string, name: string) =>
    ({
      chainId: 'some-chain',
      sender: source,
      sequence: 1n,
      validUntil: 9n,
      operations: [{ type: 'defineAsset', source, asset: 'EUR', decimals: 2, name }],
      memo,
    }) as unknown as Parameters<(typeof transactionCodec)['byteLength']>[0];
  const broken = (memo: string, name: string, version: number) =>
    brokenRule(transactionCodec, transaction(memo, name), version);
  expect(broken('rent', 'Euro', 2)).toBeUndefined();
  expect(broken('rent\n', 'Euro', 2)).toBe('forbidden_text');
  expect(broken('rent', 'Eu\u200bro', 2)).toBe('forbidden_text');
  expect(broken('rent\n', 'Eu\u200bro', 1)).toBeUndefined();
});
