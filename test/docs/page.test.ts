import { describe, expect, it } from 'vitest';
import { examplesOf, isExpected, withOutputs } from './page.ts';

const page = [
  '# Title',
  '```console',
  '$ not run',
  '```',
  '```console run',
  '$ first \\',
  '> --more',
  'one',
  '$ second',
  '```',
  'text',
  '```console run',
  '$ third',
  'a',
  '…',
  'b',
  '```',
].join('\n');

describe('a page', () => {
  it('has examples in its blocks of "console run" alone', () => {
    expect(examplesOf(page)).toEqual([
      { line: 6, command: 'first \\\n--more', expected: ['one'] },
      { line: 9, command: 'second', expected: [] },
      { line: 13, command: 'third', expected: ['a', '…', 'b'] },
    ]);
    expect(() => examplesOf('```console run\noutput\n```')).toThrow('line 2');
  });

  it('takes other outputs in their places', () => {
    const changed = withOutputs(page, [['x', 'y'], ['z'], []]);
    expect(examplesOf(changed).map(({ expected }) => expected)).toEqual([['x', 'y'], ['z'], []]);
    expect(changed.split('\n').filter((line) => !page.split('\n').includes(line))).toEqual([
      'x',
      'y',
      'z',
    ]);
  });
});

describe('what is printed', () => {
  const id = (digit: string): string => digit.repeat(64);

  it.each<[boolean, string[], string[]]>([
    [true, [`id ${id('a')} in block 7, 12 ms`], [`id ${id('b')} in block 81, 1.5 s`]],
    [true, ['a    b'], ['a b']],
    [false, ['5.00 EUR'], ['5.01 EUR']],
    [false, ['a'], ['a', 'b']],
    [false, ['a', 'b'], ['a']],
    [true, ['a', '…'], ['a', 'b', 'c']],
    [true, ['a', '…', 'c'], ['a', 'b', 'b', 'c']],
    [true, ['…', 'c'], ['c']],
    [false, ['a', '…', 'd'], ['a', 'b', 'c']],
    [false, ['…', 'c'], ['c', 'd']],
  ])('is as expected: %s, of %j and %j', (result, expected, printed) => {
    expect(isExpected(expected, printed)).toBe(result);
  });
});
