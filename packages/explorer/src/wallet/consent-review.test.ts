import type { Address } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type { AuthorizationDetail } from '@trellis/protocol/http-api';
import { expect, it } from 'vitest';
import { unusualIn } from './consent-review.ts';

const now = 1_767_225_600_000;
const inDays = (days: number): bigint => BigInt(now + days * 86_400_000);
const toSee = (days: number): AuthorizationDetail => ({
  type: 'account_information',
  until: inDays(days),
});
const toPay = (payees: readonly Address[], days: number): AuthorizationDetail => ({
  type: 'recurring_payments',
  ...{ asset: 'EUR' as AssetCode, paymentMax: 5n, periodMax: 9n, period: 86_400_000n },
  ...{ payees, paymentsMax: 3, until: inDays(days) },
});
const ann = '11'.repeat(32) as Address;

it.each([
  ['nothing for one payee within a year', [toSee(30), toPay([ann], 30)], []],
  ['that anybody can be paid', [toPay([], 30)], [/anybody/]],
  ['that it lasts for more than a year', [toSee(400)], [/more than a year/]],
  ['that all is over with the first part', [toSee(10), toPay([ann], 30)], [/first of its parts/]],
  ['all of it', [toSee(10), toPay([], 400)], [/anybody/, /year/, /first/]],
] as const)('an owner is told %s', (_, details, told) => {
  const found = unusualIn(details, now);
  expect(found).toHaveLength(told.length);
  for (const [at, pattern] of told.entries()) expect(found[at]).toMatch(pattern);
});
