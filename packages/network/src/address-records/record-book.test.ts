/** Address records by themselves: their bytes, what is refused, and that what is kept only grows newer. */
import { createProvider, generateSeed, type Hash, type SigningKey } from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import { decode, encode } from '@trellis/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AddressRecord,
  addressRecordCodec,
  seqAheadMax,
  signAddressRecord,
  signerOf,
} from './address-record.ts';
import {
  createRecordBook,
  decodeRecords,
  encodeRecords,
  type RecordBookOptions,
} from './record-book.ts';
import { recordMessageBytesMax, recordMessageCodec } from './record-messages.ts';

const provider = createProvider('native');
const newKey = (): SigningKey => provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65'));
const genesis = '11'.repeat(32) as Hash;
const now = 1_800_000_000_000;
const peer = '12D3KooWPeerPeerPeerPeerPeerPeerPeerPeerPeerPeerPeer' as PeerName;
const self = '12D3KooWSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLf' as PeerName;
const key = newKey();

const said = { genesis, peer, seq: BigInt(now), addresses: ['/ip4/203.0.113.5/tcp/26600'] };
const record = await signAddressRecord(key, said);

const bookOf = (options: Partial<RecordBookOptions> = {}) =>
  createRecordBook({
    self,
    genesis,
    findNode: (address) => (address === signerOf(record) ? { peer } : undefined),
    verify: provider.verify,
    now: () => now,
    ...options,
  });

/** A record that is signed by nobody, for books that believe every signature. */
const unsigned = (change: Partial<AddressRecord['content']>): AddressRecord => ({
  ...record,
  content: { ...record.content, ...change },
});

it('is kept, told and read again as it was signed', async () => {
  const book = bookOf();
  expect(await book.offer(record)).toBe('kept');
  expect(book.of(peer)).toEqual(record.content);
  const again = decodeRecords(encodeRecords(book.records()));
  expect(again).toEqual([record]);
  expect(await bookOf().offer(again?.[0] ?? unsigned({}))).toBe('kept');
});

it.each([
  ['other_chain', { genesis: '22'.repeat(32) as Hash }],
  ['not_newer', { seq: said.seq }],
  ['not_newer', { seq: said.seq - 1n }],
  ['ahead_of_time', { seq: BigInt(now + seqAheadMax + 1) }],
  ['not_listed', { seq: said.seq + 1n, networkKey: newKey().publicKey }],
  // Another listed node's name, by a key that is its own.
  ['not_listed', { seq: said.seq + 1n, peer: self }],
] as const)('refuses %s before it looks at the signature', async (outcome, change) => {
  const verify = async () => {
    throw new Error('the signature was looked at');
  };
  const book = bookOf();
  await book.offer(record);
  expect(await book.offer(unsigned(change))).toBe(outcome);
  if (outcome !== 'not_newer') {
    expect(await bookOf({ verify }).offer(unsigned(change))).toBe(outcome);
  }
  expect(book.of(peer)).toEqual(record.content);
});

it('finds out every change of what was signed', async () => {
  const changed = [
    unsigned({ addresses: ['/ip4/203.0.113.6/tcp/26600'] }),
    unsigned({ addresses: [] }),
    unsigned({ seq: said.seq + 1n }),
    { ...record, signature: record.signature.with(7, (record.signature[7] ?? 0) ^ 1) },
    // The signature of the same content for another purpose.
    {
      ...record,
      signature: await key.sign(
        'join-request',
        encode(addressRecordCodec, record).subarray(0, 2_000),
      ),
    },
  ];
  for (const one of changed) expect(await bookOf().offer(one)).toBe('bad_signature');
});

it('shows no record of a node that the ledger has ceased to admit', async () => {
  let isAdmitted = true;
  const book = bookOf({ findNode: () => (isAdmitted ? { peer } : undefined) });
  await book.offer(record);
  isAdmitted = false;
  expect(book.of(peer)).toBeUndefined();
  expect(book.records()).toEqual([]);
});

it('keeps the newest of records that come in any order, also at once', async () => {
  const offers = fc.array(
    fc.record({ seq: fc.bigInt(0n, 20n), takesMs: fc.integer({ min: 0, max: 2 }) }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(offers, async (given) => {
      const waits = given.map(({ takesMs }) => takesMs);
      const book = bookOf({
        verify: async () => {
          for (let turn = waits.shift() ?? 0; turn > 0; turn--) await Promise.resolve();
          return true;
        },
      });
      const outcomes = await Promise.all(given.map(({ seq }) => book.offer(unsigned({ seq }))));
      const newest = given.reduce((most, { seq }) => (seq > most ? seq : most), 0n);
      expect(book.of(peer)?.seq).toBe(newest);
      expect(outcomes.filter((one) => one === 'kept').length).toBeGreaterThan(0);
    }),
    { numRuns: 100 },
  );
});

const addresses = fc.array(
  fc.oneof(
    fc
      .tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 }))
      .map(([host, port]) => `/ip4/${host}/tcp/${port}`),
    fc
      .tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 }))
      .map(([host, port]) => `/dns/${host}/tcp/${port}`),
  ),
  { maxLength: 8 },
);

it('has one encoding, and no bytes make it throw', () => {
  const numbers = fc.bigInt(0n, 2n ** 64n - 1n);
  fc.assert(
    fc.property(numbers, addresses, (seq, some) => {
      const usable = some.filter((one) => !/^\/ip4\/(0|22[4-9]|2[345]\d)\./.test(one));
      const one = unsigned({ seq, addresses: usable });
      const bytes = encode(addressRecordCodec, one);
      expect(decode(addressRecordCodec, bytes)).toEqual({ ok: true, value: one });
    }),
    { numRuns: 50 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      decode(recordMessageCodec, bytes);
      decodeRecords(bytes);
    }),
    { numRuns: 200 },
  );
  const whole = encode(addressRecordCodec, record);
  for (let length = 0; length < whole.length; length += 97) {
    expect(decode(addressRecordCodec, whole.subarray(0, length)).ok).toBe(false);
  }
});

it('fits into a message with the most and longest addresses, and no more of them are taken', () => {
  const long = `/dns/${['a', 'b', 'c'].map((one) => one.repeat(60)).join('.')}/tcp/26600`;
  const most = unsigned({ addresses: new Array(8).fill(long) });
  const bytes = encode(recordMessageCodec, { type: 'record', record: most });
  expect(bytes.length).toBeLessThan(recordMessageBytesMax);
  expect(() =>
    encode(addressRecordCodec, unsigned({ addresses: new Array(9).fill(long) })),
  ).toThrow();
});

it.each([
  '/ip4/0.0.0.0/tcp/26600',
  '/ip6/::/tcp/26600',
  '/ip4/203.0.113.5/tcp/0',
  '/ip4/239.1.1.1/tcp/26600',
  '/ip6/ff02::1/tcp/26600',
  '/ip6/::ffff:0.0.0.0/tcp/26600',
  '/ip4/203.0.113.5/udp/26600',
  '/unix/tmp',
])('has no address that nobody can be reached at: %s', (address) => {
  expect(() => encode(addressRecordCodec, unsigned({ addresses: [address] }))).toThrow();
});
