/** What a node keeps in files and reads when it starts, and what people hand to the commands. */

import { loopbackHttpConfig } from '@trellis/api';
import {
  apiKeyFileCodec,
  auditFact,
  chainLine,
  checkApiKey,
  emptyChain,
  readChainLine,
} from '@trellis/api/access';
import { parseBatch, UsageError } from '@trellis/cli';
import { BuildError, formatPaymentRequest, parsePaymentRequest } from '@trellis/client';
import { zeroHash } from '@trellis/crypto';
import { type LoggedInput, loggedInputCodec } from '@trellis/engine';
import { configCodec, defaultNetworkConfig, defaultNodeConfig } from '@trellis/node';
import * as protocol from '@trellis/protocol';
import { apiKeyPlanCodec } from '@trellis/protocol/http-api';
import * as arbitrary from '@trellis/protocol/testing';
import {
  readLastSigned,
  readRecords,
  StorageError,
  slotBytes,
  toRecord,
  writeSlot,
} from '@trellis/storage';
import fc from 'fast-check';
import { bytesTarget, jsonTarget, type Target, textTarget } from './target.ts';

const samples = <T>(values: fc.Arbitrary<T>): readonly T[] =>
  fc.sample(values, { numRuns: 6, seed: 1 });

const [hash = zeroHash] = samples(arbitrary.hashes);
const [address] = samples(arbitrary.addresses);
const height = protocol.toHeight(7n);

const logged: readonly LoggedInput[] = [
  { type: 'startHeight', height },
  ...samples(arbitrary.signedProposals).map(
    (proposal) => ({ type: 'proposal', proposal }) as const,
  ),
  ...samples(arbitrary.signedVotes).map((vote) => ({ type: 'vote', vote }) as const),
  { type: 'proposalChecked', height, round: 1, blockId: hash, valid: true, timely: false },
  { type: 'timeout', height, round: 1, step: 'prevote' },
];
const records = logged.map((input) => toRecord(protocol.encode(loggedInputCodec, input)));

/** The file with these slots, each filled up to its size. */
function lastSignedFile(counters: readonly bigint[]): Uint8Array {
  const file = new Uint8Array(2 * slotBytes);
  for (const [index, counter] of counters.entries()) {
    const slot = writeSlot(counter, {
      height,
      round: 1,
      step: 'prevote',
      message: new Uint8Array(100),
      signature: new Uint8Array(3309),
    });
    file.set(slot, index * slotBytes);
  }
  return file;
}

const plan = {
  name: 'bank',
  scopes: ['read' as const, 'submit' as const],
  accounts: address === undefined ? null : [address],
  addresses: ['10.0.0.0/8'],
  expires: 1_900_000_000_000n,
  boundTo: null,
};

export const fileTargets: readonly Target[] = [
  {
    name: 'write-ahead log',
    seeds: [Buffer.concat(records), records[0] ?? new Uint8Array()],
    read(input) {
      try {
        const { validBytes } = readRecords(input, 'wal');
        if (validBytes > input.length) throw new Error('more bytes than there are');
        return 'accepted';
      } catch (error) {
        if (error instanceof StorageError && error.code === 'wal_damaged') return 'refused';
        throw error;
      }
    },
  },
  {
    name: 'last-signed file',
    seeds: [lastSignedFile([2n, 3n]), lastSignedFile([])],
    read: (input) =>
      readLastSigned(input).recovered.state === 'uncertain' ? 'refused' : 'accepted',
  },
  jsonTarget('configuration', configCodec, [
    {
      ...defaultNodeConfig,
      name: 'node1',
      genesis: 'genesis.json',
      data: 'data',
      peerKey: 'peer.key',
      networkKey: 'network.pem',
      validator: { keyFile: 'validator.json', passwordFile: 'password' },
      network: {
        ...defaultNetworkConfig,
        listen: ['/ip4/127.0.0.1/tcp/26600'],
        peers: [],
      },
      http: { host: '127.0.0.1', port: 26_700, ...loopbackHttpConfig },
      provider: 'native',
    },
  ]),
  jsonTarget('plan of an API key', apiKeyPlanCodec, [plan]),
  jsonTarget('API keys', apiKeyFileCodec, [
    {
      keys: [
        {
          ...plan,
          id: '0123456789abcdef' as never,
          secretHash: hash,
          created: 1n,
          revoked: null,
          replaces: null,
        },
      ],
    },
  ]),
  textTarget(
    'credential',
    [],
    (text) =>
      checkApiKey(new Map(), text, { address: '127.0.0.1', now: 1n }).ok ? 'accepted' : 'refused',
    () => false,
  ),
  textTarget(
    'line of the audit log',
    [chainLine(emptyChain, auditFact({ event: 'refused' }), 1n).text.trimEnd()],
    (text) => (readChainLine(text, emptyChain).ok ? 'accepted' : 'refused'),
    () => false,
  ),
  textTarget(
    'payment request',
    address === undefined
      ? []
      : [
          formatPaymentRequest({
            chainId: 'chain' as protocol.ChainId,
            to: address,
            asset: 'EUR' as protocol.AssetCode,
            amount: '12.50',
            remittance: protocol.noRemittance,
            expiresAt: null,
          }),
        ],
    (text) => {
      const request = parsePaymentRequest(text);
      const again = parsePaymentRequest(formatPaymentRequest(request));
      if (JSON.stringify(again) !== JSON.stringify(request)) {
        throw new Error('accepted, but written and read again it is another');
      }
      return 'accepted';
    },
    (error) => error instanceof BuildError,
  ),
  textTarget(
    'file of payments',
    ['to,amount,asset,reference\nbob,1.50,EUR,RF18539007547034\ncarol,"2",EUR,\n'],
    (text) => {
      parseBatch(text, 'batch.csv');
      return 'accepted';
    },
    (error) => error instanceof UsageError,
  ),
  bytesTarget('snapshot: chunk', protocol.snapshotChunkCodec, [
    [{ key: `account/${hash}` as protocol.StateKey, value: new Uint8Array(40) }],
    [],
  ]),
];
