/** Random messages: whatever the table of a version allows. */
import fc from 'fast-check';
import { kindOf, type MessageId, messageKinds, releaseOf } from '../messages/message-table.ts';
import { type Content, compile, type Element, type Group, isGroup } from '../schema/compile.ts';
import type { SimpleType } from '../schema/simple-type.ts';

/** Lists are as long as they need to be to be lists. */
const listMax = 2;

export const arbitraryMessage = (id: MessageId): fc.Arbitrary<unknown> =>
  groupValue(compile(messageKinds[kindOf(id)], releaseOf(id)), 0);

function groupValue(group: Group, depth: number): fc.Arbitrary<unknown> {
  const written = group.elements.filter(({ content }) => content.kind !== 'opaque');
  if (group.kind === 'choice') {
    return fc.oneof(
      ...written.map((element) =>
        elementValue({ ...element, min: 1 }, depth).map((value) => ({ [element.key]: value })),
      ),
    );
  }
  const members = written.map((element) => [element.key, memberValue(element, depth)] as const);
  return fc
    .record(Object.fromEntries(members))
    .map((value) =>
      Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)),
    );
}

/** What may be absent is so the more often the deeper it is, or values would grow without end. */
function memberValue(element: Element, depth: number): fc.Arbitrary<unknown> {
  if (element.min === 1) return elementValue(element, depth);
  return fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 1 + 2 * depth },
    { arbitrary: elementValue({ ...element, min: 1 }, depth), weight: 4 },
  );
}

function elementValue(element: Element, depth: number): fc.Arbitrary<unknown> {
  const one = contentValue(element.content, depth + 1).map((value) =>
    element.within === null ? value : { [element.within]: value },
  );
  if (!element.isList) return one;
  return fc.array(one, { minLength: 1, maxLength: Math.min(listMax, element.max) });
}

function contentValue(content: Content, depth: number): fc.Arbitrary<unknown> {
  if (isGroup(content)) return groupValue(content, depth);
  switch (content.kind) {
    case 'text':
      return content.simple.base === 'boolean' ? fc.boolean() : textValue(content.simple);
    case 'amount':
      return fc.record({
        Ccy: fc.constantFrom('EUR', 'JPY', 'BHD'),
        value: textValue(content.simple),
      });
    case 'opaque':
      throw new Error('not written');
  }
}

/** Characters of XML, whatever else they are; a line end alone is one. */
const character = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
  .filter(
    (one) =>
      [...one].length === 1 &&
      /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u.test(one),
  );

function textValue(simple: SimpleType): fc.Arbitrary<string> {
  const { base, values, pattern, lengthMax = 35, fractionDigits = 2, check } = simple;
  if (values !== undefined) return fc.constantFrom(...values);
  switch (base) {
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'decimal':
      return fc
        .tuple(fc.nat(999_999_999), fc.nat(99))
        .map(([whole, part]) => (fractionDigits === 0 ? `${whole}` : `${whole}.${part}`));
    case 'date':
      return fc.constantFrom('2026-11-30', '2024-02-29', '2026-11-30Z', '1999-12-31+01:00');
    case 'dateTime':
      return fc.constantFrom(
        '2026-11-30T12:00:00',
        '2026-11-30T23:59:59.999Z',
        '2026-01-01T00:00:00+14:00',
      );
    case 'time':
      return fc.constantFrom('00:00:00', '23:59:59.5Z');
    case 'string':
      break;
  }
  if (check !== undefined) return checkedValue(simple);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(`^${pattern}$`));
  return fc
    .array(character, { minLength: 1, maxLength: Math.min(lengthMax, 12) })
    .map((all) => all.join(''));
}

/** Some of every checked type; whichever pass. */
const checked = [
  ...['DE89370400440532013000', 'NO9386011117947', 'CH', 'JP', 'EUR', 'CHF', 'SALA', 'SUPP'],
  ...['COBADEFFXXX', 'ABNANL2A', 'RF18539007547034', '7LTWFZYICNSX8D621K86'],
];

function checkedValue({ pattern, lengthMax = 40, check }: SimpleType): fc.Arbitrary<string> {
  const passing = checked.filter(
    (one) =>
      check?.(one) === undefined &&
      one.length <= lengthMax &&
      (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(one)),
  );
  return fc.constantFrom(...passing);
}
