import { noRemittance } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { parseBatch } from './batch-file.ts';

const read = (text: string) => parseBatch(text, 'pay.csv');

describe('a file of payments', () => {
  it('is CSV as spreadsheets write it, with the columns in any order', () => {
    const text =
      '\uFEFFasset,to,amount,invoice,reference\r\n' +
      'EUR,ann,12.50,"7, second part",539007547034\r\n\r\nUSD,ben,1,,\r\n';
    expect(read(text)).toEqual([
      {
        line: 2,
        to: 'ann',
        amount: '12.50',
        asset: 'EUR',
        remittance: {
          ...noRemittance,
          invoice: '7, second part',
          reference: 'RF18539007547034',
        },
      },
      { line: 4, to: 'ben', amount: '1', asset: 'USD', remittance: null },
    ]);
  });

  it.each([
    ['a column too few', 'to,amount\nann,1', 'line 1: the column "asset" is missing'],
    ['an unknown column', 'to,amount,asset,memo\nann,1,EUR,x', '"memo" is not one of the columns'],
    ['a column twice', 'to,to,amount,asset\na,b,1,EUR', '"to" is there twice'],
    ['no payment', 'to,amount,asset\n', 'no payment follows'],
    ['nothing at all', '', 'the column "to" is missing'],
    ['an empty cell', 'to,amount,asset\nann,1,EUR\nben,,EUR', 'line 3: "amount" is empty'],
    ['a cell too many', 'to,amount,asset\nann,1,EUR,x', 'not CSV'],
    ['an open quote', 'to,amount,asset\nann,"1,EUR', 'not CSV'],
    ['a bad reference', 'to,amount,asset,reference\nann,1,EUR,RF00X', 'line 2: reference'],
  ])('is refused with %s', (_what, text, why) => {
    expect(() => read(text)).toThrow(why);
  });

  it('has at most as many payments as a transaction', () => {
    const lines = (count: number) => `to,amount,asset\n${'ann,1,EUR\n'.repeat(count)}`;
    expect(read(lines(100))).toHaveLength(100);
    expect(() => read(lines(101))).toThrow('101 payments');
  });
});
