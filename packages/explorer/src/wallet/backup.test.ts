import { describe, expect, it } from 'vitest';
import { areWords, chooseWords } from './backup.ts';

const phrase = ['abandon', 'ability', 'able', 'about', 'above', 'absent'];

describe('the check of a backup', () => {
  it('asks for three different words in their order', () => {
    for (const random of [0, 0.3, 0.5, 0.999]) {
      const places = chooseWords(phrase.length, () => random);
      expect(new Set(places).size).toBe(3);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(phrase[places[2] ?? -1]).toBeDefined();
    }
  });

  it('takes the words alone', () => {
    expect(areWords(phrase, [0, 2, 5], ['abandon', ' Able', 'absent '])).toBe(true);
    expect(areWords(phrase, [0, 2, 5], ['abandon', 'able', 'above'])).toBe(false);
    expect(areWords(phrase, [0, 2, 5], ['abandon', 'able'])).toBe(false);
  });
});
