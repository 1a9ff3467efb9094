import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeFolder } from '../files/sole-use.ts';
import { openJournal } from './journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('is of one chain, as another one has blocks of the same heights', async () => {
  const path = join(folder, 'journal.sqlite');
  const first = await openJournal(path);
  first.bindTo('one');
  first.bindTo('one');
  first.close();
  const again = await openJournal(path);
  expect(() => again.bindTo('two')).toThrow(/of the chain one/);
  again.close();
});

it('counts what is reserved as paid where limits are checked, until it goes back', async () => {
  const journal = await openJournal(join(folder, 'journal.sqlite'));
  const day = '2026-11-30';
  const facts = { payer: 'a', payee: 'b', asset: 'EUR', amount: 5n };
  const sum = (): readonly bigint[] =>
    journal.releasedOn(day, 'a', 'EUR').map(({ amount }) => amount);
  journal.addInstruction('m', 0, { endToEnd: 'E', uetr: null, day });
  journal.step('m', 0, { type: 'release', by: null }, facts);
  const made = { hold: 'h', transactionId: 't', height: 7n };
  expect(journal.step('m', 0, { type: 'reserve', ...made })).toEqual({ type: 'reserved', ...made });
  expect(sum()).toEqual([5n]);
  expect(journal.instructionsOf('m')[0]?.state).toEqual({ type: 'reserved', ...made });
  expect(() => journal.step('m', 0, { type: 'cancel', request: 'r' })).toThrow(/no cancel/);
  journal.step('m', 0, { type: 'return', reason: 'AB05', message: 'expired' });
  expect(sum()).toEqual([]);
  expect(() => journal.step('m', 0, { type: 'reserve', ...made })).toThrow(/no reserve/);
  journal.close();
});

it('is used by one gateway at a time', async () => {
  const release = await takeFolder(folder);
  await expect(takeFolder(folder)).rejects.toMatchObject({ code: 'folder_in_use' });
  release();
  const again = await takeFolder(folder);
  again();
});
