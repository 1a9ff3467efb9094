import { hash, keyAddress } from '@trellis/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alias, aliasCodec, aliasId, aliasText, isIban, parseAlias } from './alias.ts';
import { isAliasName, nameSkeleton } from './alias-name.ts';
import { decode, encode } from './codec.ts';
import { nameLetters } from './name-table.ts';

const directory = keyAddress('ed25519', new Uint8Array(32).fill(1));
const name = (text: string): Alias => {
  const alias = parseAlias(`@${text}`);
  if (alias === undefined) throw new Error(`${text} is no name`);
  return alias;
};

describe('a name', () => {
  it.each(['alice', 'bank-24', 'zoë', 'straße', 'ναύτης', 'банк', 'nguyễn', 'a1'])(
    'is %s',
    (text) => {
      expect(isAliasName(text)).toBe(true);
    },
  );

  it.each([
    ['one character', 'a'],
    ['too long', 'a'.repeat(33)],
    ['beginning with a digit', '1alice'],
    ['a hyphen at the end', 'alice-'],
    ['two hyphens', 'al--ice'],
    ['capitals', 'Alice'],
    ['a decomposed letter', 'zoe\u0308'],
    ['two scripts', 'p\u0430ypal'],
    ['a full-width letter', '\uff41lice'],
    ['a letter that is not shown', 'al\u200bice'],
    ['a space', 'al ice'],
    ['the beginning of an address', 'trellis1alice'],
    ['what looks like the beginning of an address', 'trellislalice'],
    ['a script without a table', 'アリス'],
  ])('is not %s', (_what, text) => {
    expect(isAliasName(text)).toBe(false);
    expect(() => encode(aliasCodec, { type: 'name', name: text } as Alias)).toThrow();
  });

  it('has the place of every name that it can be taken for', () => {
    const same = [
      ['paypal', '\u0440\u0430\u0443\u0440\u0430ӏ'],
      ['money', 'rnoney'],
      ['bank1', 'bankl'],
      ['ebo', 'eb0'],
      ['strasse', 'straße'],
      ['оса', 'oca'],
      ['νον', 'vov'],
    ];
    for (const [one = '', other = ''] of same.filter(([, two = '']) => isAliasName(two))) {
      expect(aliasId(name(one)), `${one} ${other}`).toBe(aliasId(name(other)));
    }
    expect(nameSkeleton('\u0440\u0430\u0443\u0440\u0430l')).toBe(nameSkeleton('paypal'));
    expect(aliasId(name('alice'))).not.toBe(aliasId(name('alicia')));
    expect(aliasId(name('zoe'))).not.toBe(aliasId(name('zoë')));
  });

  it('is read in whatever case and normal form it is written', () => {
    expect(name('ALICE')).toEqual(name('alice'));
    expect(name('Zoe\u0308')).toEqual(name('zoë'));
    expect(parseAlias('@p\u0430ypal')).toBeUndefined();
  });

  it('has a skeleton of its own, and one that no capital changes', () => {
    for (const letter of Object.values(nameLetters).join('')) {
      const skeleton = nameSkeleton(letter);
      expect(skeleton).not.toBe('');
      expect(nameSkeleton(skeleton.toLowerCase())).toBe(nameSkeleton(skeleton));
    }
  });
});

describe('an alias', () => {
  const all: readonly Alias[] = [
    name('alice'),
    parseAlias('bic:deutdeffxxx') as Alias,
    parseAlias('lei:529900T8BM49AURSDO55') as Alias,
    { type: 'iban', directory, keyNumber: 7, mac: hash('alias') },
  ];

  it('is what its text says, and its encoding', () => {
    for (const alias of all) {
      expect(parseAlias(aliasText(alias))).toEqual(alias);
      expect(decode(aliasCodec, encode(aliasCodec, alias))).toEqual({ ok: true, value: alias });
    }
    expect(new Set(all.map(aliasId)).size).toBe(all.length);
  });

  it('is no BIC, LEI or IBAN with a wrong form or check digit', () => {
    for (const text of ['bic:DEUTDEF', 'bic:DEUT1EFF', 'lei:529900T8BM49AURSDO56', 'lei:', 'x:y']) {
      expect(parseAlias(text), text).toBeUndefined();
    }
    expect(isIban('DE89370400440532013000')).toBe(true);
    expect(isIban('DE89370400440532013001')).toBe(false);
  });

  it('is read from any text without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const written of [text, `@${text}`, `bic:${text}`, `iban:${text}`]) {
          const alias = parseAlias(written);
          if (alias !== undefined) expect(parseAlias(aliasText(alias))).toEqual(alias);
        }
      }),
    );
  });
});
