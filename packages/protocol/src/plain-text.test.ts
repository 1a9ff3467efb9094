import { expect, it } from 'vitest';
import { isPlainText } from './plain-text.ts';

it('a text of letters, marks, symbols and spaces of any script is plain', () => {
  const texts = [
    '',
    'Rent, May 2026',
    'Größe 5 %',
    'счёт № 7',
    '請求書　九',
    'मूल्य',
    '€ 5 → 6',
    '😀',
  ];
  expect(texts.filter((text) => !isPlainText(text))).toEqual([]);
});

it.each([
  ['a line end', '\n'],
  ['a carriage return', '\r'],
  ['a tab', '\t'],
  ['NUL', '\u0000'],
  ['a C1 control', '\u0085'],
  ['an escape', '\u001b'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029'],
  ['a right-to-left override', '\u202e'],
  ['an isolate', '\u2066'],
  ['a zero-width space', '\u200b'],
  ['a zero-width joiner', '\u200d'],
  ['a byte order mark', '\ufeff'],
  ['a soft hyphen', '\u00ad'],
  ['a filler', '\u3164'],
  ['a variation selector', '\ufe0f'],
  ['a tag', '\u{e0041}'],
])('%s is not', (_name, character) => {
  for (const text of [character, `a${character}`, `${character}a`, `a${character}b`]) {
    expect(isPlainText(text)).toBe(false);
  }
});

it('has all characters that Unicode hides, as far as this engine knows them', () => {
  const missed: string[] = [];
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    if (code >= 0xd8_00 && code <= 0xdf_ff) continue;
    const character = String.fromCodePoint(code);
    const isHidden = /^[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/u.test(character);
    if (isHidden && isPlainText(character)) missed.push(code.toString(16));
  }
  expect(missed).toEqual([]);
});
