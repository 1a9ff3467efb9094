import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed, hash, keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  keyAccount,
  noRemittance,
  type Operation,
  type Transaction,
  toHeight,
  transactionMessage,
} from '@trellis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitedPaymentKey } from './payment-key.ts';
import type { PaymentLimits } from './payment-limits.ts';
import { openSpentJournal, type SpentJournal } from './spent-journal.ts';

const provider = createProvider('native');
const inside = provider.openKey('ed25519', generateSeed('ed25519'));
const account = keyAccount('ed25519', keyAddress('ed25519', inside.publicKey));
const accountNumbered = (number: number) =>
  keyAccount('ed25519', keyAddress('ed25519', new Uint8Array(32).fill(number)));
const [payee, stranger] = [accountNumbered(1), accountNumbered(2)];
const [euro, dollar] = ['EUR', 'USD'] as [AssetCode, AssetCode];
const chainId = 'shop' as ChainId;
const limits: PaymentLimits = {
  chainId,
  account,
  assets: new Map([[euro, { perPayment: 100n, perDay: 250n }]]),
  payees: new Set([payee]),
};

const pays = (amount: bigint, change: object = {}): Operation => ({
  ...{ type: 'transfer', source: account, to: payee, asset: euro, amount },
  ...change,
});
let sequence = 0n;
const transaction = (operations: readonly Operation[], change: object = {}): Transaction => {
  sequence += 1n;
  const of = { chainId, sender: account, sequence, validUntil: toHeight(100n), operations };
  return { ...of, memo: '', ...change } as Transaction;
};

let folder: string;
let now = 1_800_000_000_000;
let journal: SpentJournal;
const path = () => join(folder, 'spent');
const openAgain = async (): Promise<void> => {
  journal = await openSpentJournal(path(), BigInt(now - 48 * 3_600_000));
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-payments-'));
  await openAgain();
});
afterEach(async () => {
  await journal.close();
  await rm(folder, { recursive: true });
});

const sign = (one: Transaction) =>
  limitedPaymentKey({ key: inside, limits, journal, now: () => now }).sign(
    'tx',
    transactionMessage(one),
  );
const refusal = (one: Transaction): Promise<string> =>
  sign(one).then(
    () => 'signed',
    ({ code }) => code,
  );

describe('a key that signs payments within limits', () => {
  it('signs payments of its account', async () => {
    const one = transaction([
      pays(100n),
      { ...pays(1n), type: 'pay', remittance: noRemittance } as Operation,
    ]);
    const signature = await sign(one);
    const message = transactionMessage(one);
    const claim = { ...inside, purpose: 'tx' as const, message, signature };
    expect(await provider.verify(claim)).toBe(true);
  });

  it.each<[string, () => Transaction]>([
    ['over_payment_limit', () => transaction([pays(101n)])],
    ['over_day_limit', () => transaction([pays(90n), pays(90n), pays(90n)])],
    ['payee_not_allowed', () => transaction([pays(1n, { to: stranger })])],
    ['asset_not_allowed', () => transaction([pays(1n, { asset: dollar })])],
    ['other_account', () => transaction([pays(1n, { source: stranger })])],
    ['other_account', () => transaction([pays(1n)], { sender: stranger })],
    ['not_a_transaction', () => transaction([pays(1n)], { chainId: 'other' as ChainId })],
    [
      'not_a_payment',
      () => transaction([pays(1n), { type: 'vetoRecovery', source: account } as Operation]),
    ],
  ])('refuses with %s', async (code, made) => {
    expect(await refusal(made())).toBe(code);
    expect(await readFile(path(), 'utf8')).toBe('');
  });

  it('refuses other purposes, and bytes that are no transaction', async () => {
    const key = limitedPaymentKey({ key: inside, limits, journal, now: () => now });
    const message = transactionMessage(transaction([pays(1n)]));
    for (const [purpose, bytes] of [
      ['consent', message],
      ['precommit', message],
      ['tx', hash('header', message) as unknown as Uint8Array],
      ['tx', new Uint8Array([...message, 255])],
      ['tx', new Uint8Array()],
    ] as const) {
      const asked = key.sign(purpose, bytes).then(
        () => 'signed',
        ({ code }) => code,
      );
      expect(await asked, `${purpose}, ${bytes.length} bytes`).toBe('not_a_transaction');
    }
  });

  it('adds up a day, counts the same transaction once, and forgets after the day', async () => {
    const first = transaction([pays(100n)]);
    await sign(first);
    await sign(first);
    await sign(transaction([pays(100n)]));
    expect(await refusal(transaction([pays(51n)]))).toBe('over_day_limit');
    await sign(transaction([pays(50n)]));
    await sign(first);
    now += 24 * 3_600_000 - 1;
    expect(await refusal(transaction([pays(1n)]))).toBe('over_day_limit');
    now += 2;
    expect(await refusal(transaction([pays(100n)]))).toBe('signed');
  });

  it('is asked for many at once, and signs no more than one after another would have', async () => {
    const asked = Array.from({ length: 6 }, () => refusal(transaction([pays(100n)])));
    expect((await Promise.all(asked)).filter((code) => code === 'signed')).toHaveLength(2);
  });

  it('remembers after it was killed, at whichever byte of a line', async () => {
    await sign(transaction([pays(100n)]));
    await sign(transaction([pays(100n)]));
    await journal.close();
    const whole = await readFile(path(), 'utf8');
    await appendFile(path(), whole.slice(0, whole.indexOf('\n') - 5));
    await openAgain();
    expect(await refusal(transaction([pays(51n)]))).toBe('over_day_limit');
    expect(await refusal(transaction([pays(50n)]))).toBe('signed');
  });

  it('signs nothing on a damaged memory', async () => {
    await sign(transaction([pays(100n)]));
    await journal.close();
    const whole = await readFile(path(), 'utf8');
    await writeFile(path(), `x${whole}`);
    await expect(openSpentJournal(path(), 0n)).rejects.toMatchObject({ code: 'journal_damaged' });
    await writeFile(path(), whole);
    await openAgain();
  });
});
