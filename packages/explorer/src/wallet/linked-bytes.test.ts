import { toBase64Url } from '@trellis/crypto';
import { expect, it } from 'vitest';
import { linkedBytes } from './linked-bytes.ts';

it('reads what a link brings, and nothing of one that was cut off', () => {
  const bytes = Uint8Array.of(1, 2, 3, 250);
  expect(linkedBytes(toBase64Url(bytes))).toEqual(bytes);
  for (const text of ['rubbish', '%zz', 'A', '', 'ü']) expect(linkedBytes(text)).toHaveLength(0);
});
