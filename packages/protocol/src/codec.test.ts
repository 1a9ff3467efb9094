import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountRecordCodec,
  assetCodeCodec,
  assetRecordCodec,
  balanceRecordCodec,
  blockCodec,
  blockHeaderCodec,
  boolean,
  type Codec,
  commitCertificateCodec,
  compactBlockCodec,
  decode,
  decodeJson,
  encode,
  evidenceCodec,
  fileBoolean,
  genesisCodec,
  governanceActionCodec,
  isAssetCode,
  type Json,
  joinSignedTransaction,
  listProofCodec,
  mapProofCodec,
  operationCodec,
  policyCodec,
  publicKeyRecordCodec,
  receiptCodec,
  signedProposalCodec,
  signedTransactionCodec,
  signedVoteCodec,
  splitSignedTransaction,
  transactionCodec,
} from './index.ts';
import * as arbitrary from './testing/arbitraries.ts';

interface Noun {
  readonly codec: Codec<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}
const noun = <T>(codec: Codec<T>, values: fc.Arbitrary<NoInfer<T>>): Noun => ({
  codec: codec as Codec<unknown>,
  values,
});

const nouns: Readonly<Record<string, Noun>> = {
  policy: noun(policyCodec, arbitrary.policies),
  operation: noun(operationCodec, arbitrary.operations),
  governanceAction: noun(governanceActionCodec, arbitrary.governanceActions),
  transaction: noun(
    transactionCodec,
    arbitrary.signedTransactions.map((one) => one.transaction),
  ),
  signedTransaction: noun(signedTransactionCodec, arbitrary.signedTransactions),
  header: noun(blockHeaderCodec, arbitrary.headers),
  block: noun(blockCodec, arbitrary.blocks),
  compactBlock: noun(compactBlockCodec, arbitrary.compactBlocks),
  evidence: noun(evidenceCodec, arbitrary.evidence),
  vote: noun(signedVoteCodec, arbitrary.signedVotes),
  proposal: noun(signedProposalCodec, arbitrary.signedProposals),
  certificate: noun(commitCertificateCodec, arbitrary.certificates),
  receipt: noun(receiptCodec, arbitrary.receipts),
  genesis: noun(genesisCodec, arbitrary.genesisDocuments),
  accountRecord: noun(
    accountRecordCodec,
    fc.record({
      sequence: fc.bigInt(0n, 2n ** 64n - 1n),
      policy: arbitrary.policies,
      nextPolicy: fc.option(
        fc.record({ fromHeight: arbitrary.heights, policy: arbitrary.policies }),
      ),
    }),
  ),
  balanceRecord: noun(balanceRecordCodec, fc.record({ amount: arbitrary.amounts })),
  assetRecord: noun(
    assetRecordCodec,
    fc.record({
      asset: arbitrary.assetCodes,
      issuer: arbitrary.addresses,
      decimals: fc.nat(255),
      name: fc.constantFrom('Euro', '€'),
      supply: arbitrary.amounts,
    }),
  ),
  publicKeyRecord: noun(
    publicKeyRecordCodec,
    fc.record({ scheme: arbitrary.schemeNameArbitrary, publicKey: arbitrary.signatures }),
  ),
  mapProof: noun(
    mapProofCodec,
    fc.record({
      siblings: fc.array(arbitrary.hashes, { maxLength: 5 }),
      leaf: fc.option(fc.record({ keyHash: arbitrary.hashes, valueHash: arbitrary.hashes })),
    }),
  ),
  listProof: noun(
    listProofCodec,
    fc.record({
      index: fc.nat(),
      count: fc.nat(),
      siblings: fc.array(arbitrary.hashes, { maxLength: 5 }),
    }),
  ),
};

const runs = { numRuns: 60 };

describe.each(Object.entries(nouns))('%s', (_name, { codec, values }) => {
  it('comes back from its encoding and from its JSON', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(codec, value);
        expect(bytes.length).toBe(codec.byteLength(value));
        expect(decode(codec, bytes)).toEqual({ ok: true, value });
        const json = JSON.parse(JSON.stringify(codec.toJson(value)));
        expect(decodeJson(codec, json)).toEqual({ ok: true, value });
      }),
      runs,
    );
  });

  it('has the JSON that its schema says', () => {
    const validate = new Ajv2020({ discriminator: true }).compile(codec.schema);
    fc.assert(
      fc.property(values, (value) => {
        const valid = validate(JSON.parse(JSON.stringify(codec.toJson(value))));
        expect(validate.errors).toBeNull();
        expect(valid).toBe(true);
        expect(validate({ ...(codec.toJson(value) as object), unknown: 1 })).toBe(false);
      }),
      runs,
    );
  });

  it('has one encoding: what is accepted encodes to the very same bytes', () => {
    fc.assert(
      fc.property(
        values,
        fc.nat(),
        fc.nat(255),
        fc.constantFrom('change', 'add', 'remove', 'cut' as const),
        (value, at, byte, how) => {
          const bytes = [...encode(codec, value)];
          const position = at % (bytes.length + 1);
          if (how === 'change') bytes[Math.min(position, bytes.length - 1)] = byte;
          else if (how === 'add') bytes.splice(position, 0, byte);
          else if (how === 'remove') bytes.splice(position, 1);
          else bytes.length = position;
          const changed = Uint8Array.from(bytes);
          const decoded = decode(codec, changed);
          if (decoded.ok) expect(encode(codec, decoded.value)).toEqual(changed);
          else expect(decoded.problem.code).toBe('malformed');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses noise without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const decoded = decode(codec, noise);
        if (decoded.ok) expect(encode(codec, decoded.value)).toEqual(noise);
      }),
      { numRuns: 200 },
    );
    for (const json of [null, 1, 'text', [], {}, { unknown: 1 }]) {
      const decoded = decodeJson(codec, json);
      expect(decoded.ok).toBe(false);
    }
  });

  it('names the field of JSON that is unknown or missing', () => {
    fc.assert(
      fc.property(values, (value) => {
        const json = codec.toJson(value) as Record<string, Json>;
        expect(decodeJson(codec, { ...json, nonsense: 1 })).toMatchObject({
          problem: { message: 'unknown field "nonsense"' },
        });
        for (const field of Object.keys(json)) {
          // Without one it is another header, of the first version.
          if (field === 'version') continue;
          const { [field]: _left, ...rest } = json;
          const decoded = decodeJson(codec, rest);
          expect(decoded.ok).toBe(false);
          if (!decoded.ok) expect(decoded.problem.message).toContain(field);
        }
      }),
      { numRuns: 5 },
    );
  });
});

describe('problems', () => {
  it('say where in the structure they are', () => {
    fc.assert(
      fc.property(arbitrary.signedTransactions, (signed) => {
        const json = signedTransactionCodec.toJson(signed) as {
          transaction: { operations: Record<string, Json>[] };
        };
        const [first] = json.transaction.operations;
        if (first === undefined) throw new Error('no operation');
        first.source = 'trellis1nonsense';
        expect(decodeJson(signedTransactionCodec, json)).toMatchObject({
          ok: false,
          problem: { path: 'transaction.operations.0.source' },
        });
      }),
      { numRuns: 5 },
    );
  });

  it('are found before memory is spent on a lie about sizes', () => {
    // A list whose first offset claims 2^30 elements.
    const lie = new Uint8Array(64).fill(0xff);
    const before = process.memoryUsage().heapUsed;
    for (const { codec } of Object.values(nouns)) expect(decode(codec, lie).ok).toBe(false);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('what is read from a Buffer', () => {
  it('is plain bytes, of the memory it was read from', () => {
    const codec = nouns.publicKeyRecord?.codec;
    if (codec === undefined) throw new Error('no such noun');
    const value = { scheme: 'ed25519', publicKey: Uint8Array.of(1, 2, 3) };
    const buffer = Buffer.from(encode(codec, value));
    const decoded = decode(codec, buffer);
    // `toEqual` tells a Buffer from a plain array.
    expect(decoded).toEqual({ ok: true, value });
    buffer[buffer.length - 1] = 4;
    const changed = { ...value, publicKey: Uint8Array.of(1, 2, 4) };
    expect(decoded).toEqual({ ok: true, value: changed });
  });
});

describe('splitting witnesses off', () => {
  it('gives the encoding of the transaction, and joins to the same bytes', () => {
    fc.assert(
      fc.property(arbitrary.signedTransactions, (signed) => {
        const encoded = encode(signedTransactionCodec, signed);
        const parts = splitSignedTransaction(encoded);
        expect(parts.transaction).toEqual(encode(transactionCodec, signed.transaction));
        expect(joinSignedTransaction(parts)).toEqual(encoded);
      }),
      runs,
    );
  });
});

describe('booleans', () => {
  it('are one byte that is 0 or 1', () => {
    expect(decode(boolean, Uint8Array.of(1))).toEqual({ ok: true, value: true });
    expect(decode(boolean, Uint8Array.of(0))).toEqual({ ok: true, value: false });
    for (const bytes of [[2], [255], [], [0, 1]]) {
      expect(decode(boolean, Uint8Array.from(bytes)).ok, `${bytes}`).toBe(false);
    }
  });

  it('are true and false in JSON, and nothing else', () => {
    for (const value of [true, false]) {
      expect(boolean.toJson(value)).toBe(value);
      expect(decodeJson(boolean, value)).toEqual({ ok: true, value });
    }
    for (const json of ['yes', 'no', 'true', 1, 0, null]) {
      expect(decodeJson(boolean, json).ok, `${json}`).toBe(false);
    }
  });

  it('were words in files once, which are read and no longer written', () => {
    for (const [word, value] of [
      ['yes', true],
      ['no', false],
    ] as const) {
      expect(decodeJson(fileBoolean, word)).toEqual({ ok: true, value });
      expect(decodeJson(fileBoolean, value)).toEqual({ ok: true, value });
      expect(fileBoolean.toJson(value)).toBe(value);
    }
    for (const json of ['maybe', 'true', '', 1, null]) {
      expect(decodeJson(fileBoolean, json).ok, `${json}`).toBe(false);
    }
  });
});

describe('asset codes', () => {
  it.each(['E', 'EUR', 'A.1', 'ABCDEFGHIJKL'])('%s is one, wherever it is read', (code) => {
    expect(isAssetCode(code)).toBe(true);
    expect(decodeJson(assetCodeCodec, code).ok).toBe(true);
  });

  it.each(['', 'eur', '1A', '.A', 'A-B', 'EUR ', 'ABCDEFGHIJKLM'])('%j is none', (code) => {
    expect(isAssetCode(code)).toBe(false);
    expect(decodeJson(assetCodeCodec, code).ok).toBe(false);
  });
});
