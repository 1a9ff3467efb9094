import type { Address } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import { type AuthorizationDetail, detailLabel, detailSentence } from '@trellis/protocol/http-api';
import { expect, it } from 'vitest';
import { detailWords } from './consent-words.ts';
import { german } from './messages/german.ts';

const [ann, ben] = ['11', '22'].map((pair) => pair.repeat(32)) as [Address, Address];
const asset = 'EUR' as AssetCode;
const until = 1_767_225_600_000n;
const recurring = {
  type: 'recurring_payments',
  ...{ asset, paymentMax: 5n, periodMax: 9n, period: 86_400_000n, paymentsMax: 3, until },
} as const;
const details: readonly AuthorizationDetail[] = [
  { type: 'account_information', until },
  { type: 'payment_initiation', payee: ann, asset, amount: 7n, until },
  { ...recurring, payees: [] },
  { ...recurring, payees: [ann, ben] },
];

it('each word of what a client asks for has its German text', () => {
  for (const detail of details) {
    const words = [detailLabel(detail), ...detailSentence(detail)].filter(
      (part) => typeof part === 'string',
    );
    // Numbers, a period, and what stands between payees are the same in every language.
    const texts = words.filter((word) => !/^[\d, ]*$|^\d+ (ms|s|min|h|d)$/.test(word));
    expect(texts.filter((word) => !Object.hasOwn(german, word))).toEqual([]);
  }
});

it('no limit of a detail is left out', () => {
  const said = (detail: AuthorizationDetail): string =>
    detailWords(detail)
      .map((part) => (typeof part === 'string' ? part : JSON.stringify(part, jsonOf)))
      .join('');
  const [, once = '', anybody = '', two = ''] = details.map(said);
  for (const one of ['"amount":"7"', ann, '"time":"1767225600000"']) expect(once).toContain(one);
  expect(anybody).toContain('anybody');
  for (const one of [ann, ben, '"5"', '"9"', '1 d', '3', '"1767225600000"']) {
    expect(two).toContain(one);
  }
});

const jsonOf = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
