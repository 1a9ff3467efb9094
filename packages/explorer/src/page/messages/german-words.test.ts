/** The German words say what the English ones say: of the same accounts, units and things, and nothing else. */
import {
  actionLabel,
  actionSentence,
  governanceActionTypes,
  type Noun,
  operationLabel,
  operationSentence,
  operationTypes,
  rejectionMeaning,
  type Sentence,
  statusMeaning,
} from '@trellis/protocol';
import { requestErrorCodes } from '@trellis/protocol/http-api';
import { governanceActions, operations } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { german } from './german.ts';
import { germanActions } from './german-actions.ts';
import { germanCauses } from './german-causes.ts';
import { germanRejections, germanStatuses } from './german-codes.ts';
import { germanErrors } from './german-errors.ts';
import { germanOperations } from './german-operations.ts';

const json = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one));

/** What the sentence is about, in no order. */
const nounsOf = (sentence: Sentence): readonly string[] =>
  sentence
    .filter((part): part is Noun => typeof part !== 'string')
    .map(json)
    .sort();
const textOf = (sentence: Sentence): string =>
  sentence.filter((part) => typeof part === 'string').join(' ');

describe('in German', () => {
  it('a text that is set against what is before it is so in both languages', () => {
    const isBegun = /^[\s,.;:)]/;
    const apart = Object.entries(german).filter(
      ([english, text]) => isBegun.test(english) && !isBegun.test(text),
    );
    expect(apart).toEqual([]);
  });

  it('a cause of the node and an error have a sentence each', () => {
    expect(Object.keys(germanErrors)).toEqual(expect.arrayContaining([...requestErrorCodes]));
    for (const text of Object.values({ ...germanErrors, ...germanCauses })) {
      expect(text).toMatch(/^\p{Lu}.*[.]$/u);
    }
  });

  it('an operation is about what it is about in English', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(operations, (operation) => {
        seen.add(operation.type);
        const [english, german] = [
          operationSentence(operation),
          operationSentence(operation, germanOperations),
        ];
        expect(nounsOf(german)).toEqual(nounsOf(english));
        expect(textOf(german)).not.toBe(textOf(english));
      }),
      { numRuns: 1_000 },
    );
    expect([...seen].sort()).toEqual([...operationTypes].sort());
  });

  it('an action is about what it is about in English', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(governanceActions, (action) => {
        seen.add(action.type);
        const [english, german] = [actionSentence(action), actionSentence(action, germanActions)];
        expect(nounsOf(german)).toEqual(nounsOf(english));
        expect(textOf(german)).not.toBe(textOf(english));
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual([...governanceActionTypes].sort());
  });

  it.each(operationTypes)('%s has a label of its own', (type) => {
    expect(operationLabel(type, germanOperations)).not.toBe(operationLabel(type));
  });

  it.each(governanceActionTypes)('%s has a label of its own', (type) => {
    expect(actionLabel(type, germanActions)).not.toBe(actionLabel(type));
  });

  it('the meaning of a code has the numbers of the English one', () => {
    const german = { ...germanStatuses, ...germanRejections };
    const digits = (text: string): string => (text.match(/\d+/g) ?? []).join('');
    for (const [code, english] of Object.entries({ ...statusMeaning, ...rejectionMeaning })) {
      const [short, sentence] = german[code as keyof typeof german];
      expect(short, code).not.toContain('_');
      expect(sentence, code).toMatch(/[.]$/);
      expect(digits(sentence), code).toBe(digits(english));
    }
  });
});
