import { boolean, container, decodeJson, uint32 } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { withChangedFields } from './changed-fields.ts';

const codec = withChangedFields(container({ first: uint32, second: boolean }), {
  added: { second: true },
  retired: ['gone'],
});

it('reads what was written before a field came, and before another went', () => {
  const value = { first: 1, second: true };
  expect(decodeJson(codec, { first: 1, gone: 'whatever' })).toEqual({ ok: true, value });
  expect(codec.toJson(value)).toEqual(value);
});

it('goes by what is written of a field that came', () => {
  const value = { first: 1, second: false };
  expect(decodeJson(codec, value)).toEqual({ ok: true, value });
});

it.each([{ second: true }, { first: 1, third: 1 }, { first: 1, second: 'x' }, [], null, 'x'])(
  'still refuses %j',
  (json) => {
    expect(decodeJson(codec, json).ok).toBe(false);
  },
);
