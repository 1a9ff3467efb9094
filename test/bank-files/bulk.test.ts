/** A large file, read in pieces, is what it was made of. */
import { createTransfersReader } from '@trellis/iso20022';
import { expect, it } from 'vitest';
import { bulkInitiation } from './initiation.ts';

it('is read transfer by transfer, with its counts and places', () => {
  const reader = createTransfersReader({ today: '2026-11-30' });
  const encoder = new TextEncoder();
  for (const part of bulkInitiation(500, '2026-11-30')) reader.write(encoder.encode(part));
  const { file, findings, leftOut } = reader.end();
  expect(findings).toEqual([]);
  expect(file?.instructions).toHaveLength(500);
  expect(file?.groups[0]?.count).toBe(500);
  expect(file?.instructions[499]).toMatchObject({ endToEndId: 'SALARY-2026-11-500' });
  expect(leftOut.find(({ path }) => path.endsWith('/Cdtr'))?.count).toBe(500);
});
