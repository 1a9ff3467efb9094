/** Every decoder that reads what somebody else wrote. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CryptoError,
  exportPrivateJwk,
  exportPrivatePem,
  exportPublicJwk,
  exportPublicPem,
  formatAddress,
  importPrivateJwk,
  importPrivatePem,
  importPublicJwk,
  importPublicPem,
  type JwkDocument,
  keyAddress,
  parseAddress,
  readKeyFileHeader,
} from '@trellis/crypto';
import {
  directMessageCodec,
  finalBlockMessageCodec,
  finalBlockPartCodec,
  linksAnswerCodec,
  proposalMessageCodec,
  requestCodec,
  transactionBatchCodec,
} from '@trellis/engine';
import { createFrameReader, encodeFrame, FrameError } from '@trellis/network';
import * as protocol from '@trellis/protocol';
import * as arbitrary from '@trellis/protocol/testing';
import fc from 'fast-check';
import { connectionTargets } from './connection-targets.ts';
import { fileTargets } from './file-targets.ts';
import { bytesTarget, jsonTarget, type Target, textTarget } from './target.ts';

/** The same values every time: a failing input then follows from its own seed alone. */
const samples = <T>(values: fc.Arbitrary<T>): readonly T[] =>
  fc.sample(values, { numRuns: 12, seed: 1 });

const transactions = samples(arbitrary.signedTransactions);
const encodedTransactions = transactions.map((one) =>
  protocol.encode(protocol.signedTransactionCodec, one),
);
const hashes = samples(arbitrary.hashes);
const certificates = samples(arbitrary.certificates);
const compactBlocks = samples(arbitrary.compactBlocks);
const proposals = samples(arbitrary.signedProposals);
const evidence = samples(arbitrary.evidence);

const nouns: readonly Target[] = [
  bytesTarget('signed transaction', protocol.signedTransactionCodec, transactions),
  bytesTarget('block', protocol.blockCodec, samples(arbitrary.blocks)),
  bytesTarget('header', protocol.blockHeaderCodec, samples(arbitrary.headers)),
  bytesTarget('compact block', protocol.compactBlockCodec, compactBlocks),
  bytesTarget('vote', protocol.signedVoteCodec, samples(arbitrary.signedVotes)),
  bytesTarget('proposal', protocol.signedProposalCodec, proposals),
  bytesTarget('evidence', protocol.evidenceCodec, evidence),
  bytesTarget('certificate', protocol.commitCertificateCodec, certificates),
  bytesTarget('receipt', protocol.receiptCodec, samples(arbitrary.receipts)),
  bytesTarget('policy', protocol.policyCodec, samples(arbitrary.policies)),
  jsonTarget('signed transaction', protocol.signedTransactionCodec, transactions),
  jsonTarget('genesis', protocol.genesisCodec, samples(arbitrary.genesisDocuments)),
  jsonTarget('header', protocol.blockHeaderCodec, samples(arbitrary.headers)),
  jsonTarget('certificate', protocol.commitCertificateCodec, certificates),
];

const messages: readonly Target[] = [
  bytesTarget('gossip: transactions', transactionBatchCodec, [
    encodedTransactions.slice(0, 1),
    encodedTransactions,
  ]),
  bytesTarget(
    'gossip: proposal',
    proposalMessageCodec,
    proposals.flatMap((proposal, index) => {
      const block = compactBlocks[index];
      return block === undefined ? [] : [{ proposal, block }];
    }),
  ),
  bytesTarget(
    'gossip: final block',
    finalBlockMessageCodec,
    certificates.flatMap((certificate, index) => {
      const block = compactBlocks[index];
      return block === undefined ? [] : [{ certificate, block }];
    }),
  ),
  bytesTarget('direct message', directMessageCodec, [
    ...samples(arbitrary.signedVotes).map((vote) => ({ type: 'vote', vote }) as const),
    ...proposals.map((proposal) => ({ type: 'proposal', proposal }) as const),
    ...evidence.map((one) => ({ type: 'evidence', evidence: one }) as const),
  ]),
  bytesTarget('request', requestCodec, [
    { type: 'transactions', hashes },
    { type: 'blocks', from: protocol.toHeight(7n), count: 100 },
    ...hashes.map((blockId) => ({ type: 'proposedBlock', blockId }) as const),
    { type: 'links' },
  ]),
  bytesTarget('answer: links', linksAnswerCodec, [
    { links: [] },
    {
      links: ['node1', 'node2'].map((name) => ({
        peer: `12D3KooW${name.repeat(4)}`,
        group: 'X25519MLKEM768',
        cipher: 'TLS_AES_256_GCM_SHA384',
        signatureScheme: 'ml-dsa-65',
      })),
    },
  ]),
  bytesTarget('answer: final block', finalBlockPartCodec, [
    ...samples(arbitrary.headers).flatMap((header, index) => {
      const certificate = certificates[index];
      return certificate === undefined
        ? []
        : [
            {
              type: 'head',
              header,
              certificate,
              evidence: evidence.slice(0, 2),
              transactionCount: 3,
            } as const,
          ];
    }),
    { type: 'transactions', transactions: encodedTransactions },
  ]),
  {
    name: 'frames of a stream',
    seeds: [encodeFrame(new Uint8Array(3)), encodeFrame(new Uint8Array(300))],
    read(input) {
      try {
        createFrameReader(1024).push(input);
        return 'accepted';
      } catch (error) {
        if (error instanceof FrameError) return 'refused';
        throw error;
      }
    },
  },
];

/** Made once, as every key file has a salt of its own; its key is of no account. */
const keyFileText = readFileSync(join(import.meta.dirname, 'key-file.json'), 'utf8');

const isCryptoError = (error: unknown): boolean => error instanceof CryptoError;
const seed = new Uint8Array(32).fill(7);
const publicKey = new Uint8Array(1952).fill(9);

/** Runs a reader that throws for what it refuses. */
const reads =
  (read: (text: string) => unknown) =>
  (text: string): 'accepted' => {
    read(text);
    return 'accepted';
  };

/** A file that is no JSON object is refused by whoever reads the file. */
const readsJwk =
  (read: (jwk: JwkDocument) => unknown) =>
  (text: string): 'accepted' | 'refused' => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return 'refused';
    }
    if (typeof json !== 'object' || json === null) return 'refused';
    read(json as JwkDocument);
    return 'accepted';
  };

const keys: readonly Target[] = [
  textTarget(
    'private key (PEM)',
    [exportPrivatePem('ml-dsa-65', seed), exportPrivatePem('ed25519', seed)],
    reads(importPrivatePem),
    isCryptoError,
  ),
  textTarget(
    'public key (PEM)',
    [exportPublicPem('ml-dsa-65', publicKey)],
    reads(importPublicPem),
    isCryptoError,
  ),
  textTarget(
    'private key (JWK)',
    [JSON.stringify(exportPrivateJwk('ml-dsa-65', seed))],
    readsJwk(importPrivateJwk),
    isCryptoError,
  ),
  textTarget(
    'public key (JWK)',
    [JSON.stringify(exportPublicJwk('ml-dsa-65', publicKey))],
    readsJwk(importPublicJwk),
    isCryptoError,
  ),
  textTarget('key file', [keyFileText], reads(readKeyFileHeader), isCryptoError),
  textTarget(
    'address',
    [formatAddress(keyAddress('ml-dsa-65', publicKey))],
    (text) => {
      const address = parseAddress(text);
      if (address === undefined) return 'refused';
      if (formatAddress(address) !== text) throw new Error('accepted in another form than its own');
      return 'accepted';
    },
    () => false,
  ),
];

export const targets: readonly Target[] = [
  ...nouns,
  ...messages,
  ...keys,
  ...connectionTargets,
  ...fileTargets,
];
