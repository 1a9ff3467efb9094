/** What a client asks for, in the language of the page: the words are those of the command line. */
import type { Sentence } from '@trellis/protocol';
import { type AuthorizationDetail, detailLabel, detailSentence } from '@trellis/protocol/http-api';
import { type Message, t } from './language.ts';

/** All words of these sentences and their labels; the rest are numbers and what they are about. */
const phrases: readonly Message[] = [
  'see',
  'pay',
  'pay once',
  'balances and history, until ',
  ' to ',
  ', until ',
  'at most ',
  ' at once and ',
  ' in each ',
  'anybody',
  ' times until ',
];

function inWords(text: string): string {
  const known = phrases.find((one) => one === text);
  return known === undefined ? text : t(known);
}

export const detailName = (detail: AuthorizationDetail): string => inWords(detailLabel(detail));

export function detailWords(detail: AuthorizationDetail): Sentence {
  return detailSentence(detail).map((part) => (typeof part === 'string' ? inWords(part) : part));
}
