import { expect, it } from 'vitest';
import { meaningOfNumber } from './number-part.ts';

it.each([
  ['amount', '150', true, 'amount'],
  ['paymentMax', '500', true, 'amount'],
  ['periodMax', '1500', true, 'amount'],
  ['supplyMax', '5000', true, 'amount'],
  ['amount', '150', false, 'number'],
  ['paymentsMax', '6', true, 'number'],
  ['period', '2592000000', true, 'period'],
  ['validUntil', '1798729509000', true, 'time'],
  ['expiresAt', '1798729509000', true, 'time'],
  ['validUntil', '298', false, 'height'],
  ['height', '198', false, 'height'],
  ['invoice', '20261187', false, 'text'],
  ['version', '2', false, 'number'],
] as const)('a part “%s” of %s is shown as what it counts', (name, digits, hasAsset, meaning) => {
  expect(meaningOfNumber(name, digits, hasAsset)).toBe(meaning);
});
