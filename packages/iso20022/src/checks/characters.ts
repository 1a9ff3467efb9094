/** The Latin characters that every SEPA bank takes (EPC217-08), and how others are written with them. */

/** What to do with texts that have others. */
export type CharacterRule = 'any' | 'refuse' | 'transliterate';

const others = /[^a-zA-Z0-9/\-?:().,'+ ]/u;

export const hasOtherCharacters = (text: string): boolean => others.test(text);

/** By the EPC's best practice; letters with accents lose them. */
const written: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŋ: 'n',
  Ŋ: 'N',
  ŧ: 't',
  Ŧ: 'T',
  '€': 'E',
  '&': '+',
  '@': '(at)',
  _: '-',
  '–': '-',
  '—': '-',
  '’': "'",
  '‘': "'",
  '“': "'",
  '”': "'",
  '"': "'",
  '«': "'",
  '»': "'",
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '\t': ' ',
  '\n': ' ',
  '\r': ' ',
};

/** The text in SEPA's characters; what has no form there is a full stop. */
export function transliterate(text: string): string {
  return Array.from(text.normalize('NFC'), (character) => {
    if (!others.test(character)) return character;
    const known = written[character];
    if (known !== undefined) return known;
    const plain = character.normalize('NFD').replace(/\p{M}/gu, '');
    return plain === '' || others.test(plain) ? '.' : plain;
  }).join('');
}
