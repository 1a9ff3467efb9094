import { limits } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { Session } from '../page/session.ts';
import { aheadMsMax, countMax, textBytesMax, wholeLimits, wholeProblem } from './field-limits.ts';
import { sharedFields } from './form.ts';
import { forms } from './forms.ts';
import { FieldProblem, readValues } from './values.ts';

/** Reading these fields asks no node. */
const session = {} as Session;
const valuesOf = (field: string, text: string) => readValues(session, { [field]: text });
const names = <T extends string>(table: Readonly<Record<T, unknown>>): T[] =>
  Object.keys(table) as T[];

describe('a field is read up to the limit of the ledger, and refused above it', () => {
  it.each(names(textBytesMax))('text of %s, in bytes', (field) => {
    const most = 'x'.repeat(textBytesMax[field]);
    expect(valuesOf(field, most).text(field)).toBe(most);
    expect(() => valuesOf(field, `${most}x`).text(field)).toThrow(FieldProblem);
    // Bytes are counted, not letters.
    expect(() => valuesOf(field, `${most.slice(1)}ü`).text(field)).toThrow(
      `this has ${textBytesMax[field] + 1}`,
    );
  });

  it.each(names(wholeLimits))('the number %s', (field) => {
    const [least, most] = wholeLimits[field];
    for (const right of [least, most]) {
      expect(valuesOf(field, String(right)).whole(field)).toBe(right);
    }
    for (const wrong of [String(most + 1), String(least - 1), '', '1.5', '1e1', '0x1']) {
      expect(() => valuesOf(field, wrong).whole(field), wrong).toThrow(`from ${least} to ${most}`);
    }
    expect(wholeProblem(field, least + 1, least)).toContain(`${least} to ${least}`);
  });

  it.each(names(aheadMsMax))('how far ahead %s is', (field) => {
    const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
    expect(valuesOf(field, at(aheadMsMax[field] - 60_000)).moment(field)).toBeGreaterThan(0n);
    const days = aheadMsMax[field] / 86_400_000;
    expect(() => valuesOf(field, at(aheadMsMax[field] + 60_000)).moment(field)).toThrow(
      `at most ${days} days`,
    );
    expect(() => valuesOf(field, at(-1_000)).moment(field)).toThrow('passed');
    expect(() => valuesOf(field, '').moment(field)).toThrow('enter a date');
  });

  it.each(names(countMax))('how many %s there are', (field) => {
    const many = (count: number): string => 'x '.repeat(count);
    expect(valuesOf(field, many(countMax[field])).words(field)).toHaveLength(countMax[field]);
    expect(() => valuesOf(field, many(countMax[field] + 1)).words(field)).toThrow(
      `at most ${countMax[field]}`,
    );
  });

  it('a hold ends within 366 days, a mandate within 3,660', () => {
    expect(aheadMsMax).toEqual({ expires: limits.holdMsMax, until: limits.mandateMsMax });
  });
});

describe('the forms', () => {
  /** Read by a form of their own: addresses, assets, ids and amounts are checked whole. */
  const strict = [
    ...['to', 'asset', 'amount', 'sender', 'arbiter', 'holder', 'hold', 'preimage', 'mandate'],
    ...['paymentMax', 'periodMax', 'reason', 'choice', 'alias', 'directory'],
    ...['holders', 'freeze', 'clawback', 'supplyMax', 'lock'],
  ];
  const limited = [textBytesMax, countMax, wholeLimits, aheadMsMax].flatMap((one) =>
    Object.keys(one),
  );

  it('have no field without a limit, and no limit without a field', () => {
    const fields = [...forms.flatMap((form) => form.fields), ...sharedFields].map(
      ({ name }) => name,
    );
    expect(fields.filter((name) => !limited.includes(name) && !strict.includes(name))).toEqual([]);
    // A column of a batch alone.
    const unused = [...limited, ...strict].filter((name) => !fields.includes(name));
    expect(unused).toEqual(['purpose']);
  });
});
