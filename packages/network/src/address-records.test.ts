/** What a node says of itself while its clock changes. */
import { createProvider, generateSeed, type Hash } from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import { expect, it } from 'vitest';
import { createAddressRecords } from './address-records.ts';

const provider = createProvider('native');
const key = provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65'));
const self = '12D3KooWSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLfSeLf' as PeerName;
const here = '/ip4/203.0.113.1/tcp/26600';

it('a record from while its clock was a year ahead is made again once it is right', async () => {
  const right = 1_800_000_000_000;
  let now = right + 365 * 86_400_000;
  const records = createAddressRecords({
    ...{ self, key, verify: provider.verify, genesis: '11'.repeat(32) as Hash },
    findNode: () => ({ peer: self }),
    now: () => now,
    store: { load: async () => new Uint8Array(), save: async () => undefined },
    isPrivate: () => false,
    onChanged: () => undefined,
    offend: () => undefined,
    limits: { negotiationTimeoutMs: 1_000 },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await records.start([here]);
  expect(records.of(self)?.seq).toBe(BigInt(now));
  now = right;
  await records.announce([here]);
  expect(records.of(self)).toMatchObject({ seq: BigInt(right), addresses: [here] });
  await records.announce([here]);
  expect(records.of(self)?.seq).toBe(BigInt(right));
  await records.stop();
});
