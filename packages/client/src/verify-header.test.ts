import { genesisHash, newestVersion, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { certify, fakeChain, fakeHeader, provider } from './testing/fake-chain.ts';
import { trustGenesis } from './trust.ts';
import { verifyHeader } from './verify-header.ts';

const chain = fakeChain();
const header = fakeHeader(chain);
const { trusted } = chain;
const code = (expected: string) => ({ name: 'ProofError', code: expected });

describe('a header', () => {
  it.each([[[0, 1, 2]], [[1, 2, 3]], [[0, 1, 2, 3]]])(
    'is believed when validators %j signed it',
    async (signers) => {
      const certificate = await certify(chain, header, signers);
      await expect(verifyHeader(trusted, provider, header, certificate)).resolves.toBeUndefined();
    },
  );

  it('is not believed without a certificate', async () => {
    await expect(verifyHeader(trusted, provider, header, null)).rejects.toMatchObject(
      code('certificate_missing'),
    );
  });

  it('is not believed when it is of another chain, even one of the same validators', async () => {
    const other = fakeChain('other-chain');
    const theirs = fakeHeader(other);
    const certificate = await certify(other, theirs);
    await expect(verifyHeader(trusted, provider, theirs, certificate)).rejects.toMatchObject(
      code('other_chain'),
    );
  });

  it('is not believed when its certificate was signed for another chain', async () => {
    const certificate = await certify(fakeChain('other-chain'), header);
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject(
      code('certificate_forged'),
    );
  });

  it('is not believed when other validators made the chain under the same name', async () => {
    const other = fakeChain('test-chain', 50);
    const theirs = fakeHeader(other);
    const certificate = await certify(other, theirs);
    await expect(verifyHeader(trusted, provider, theirs, certificate)).rejects.toMatchObject(
      code('other_validators'),
    );
  });

  it('is not believed with the certificate of another block', async () => {
    const certificate = await certify(chain, fakeHeader(chain, { time: 1n }));
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject(
      code('header_not_certified'),
    );
  });

  it('is not believed when its certificate names another height', async () => {
    const certificate = { ...(await certify(chain, header)), height: toHeight(8) };
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject(
      code('header_not_certified'),
    );
  });

  it('is not read by rules that it is not of, whoever certified it', async () => {
    const newer = fakeHeader(chain, { version: newestVersion + 1 });
    const certificate = await certify(chain, newer);
    await expect(verifyHeader(trusted, provider, newer, certificate)).rejects.toMatchObject(
      code('version_not_known'),
    );
  });

  it.each(Object.keys(header) as (keyof typeof header)[])(
    'is not believed when its %s was changed afterwards',
    async (field) => {
      const certificate = await certify(chain, header);
      const other = fakeHeader(fakeChain('other-chain', 50), {
        height: toHeight(9),
        time: 1n,
        previousBlockId: header.validatorSetHash,
        transactionsRoot: header.validatorSetHash,
        witnessRoot: header.validatorSetHash,
        evidenceRoot: header.validatorSetHash,
        stateRoot: header.validatorSetHash,
        receiptsRoot: header.validatorSetHash,
        version: 2,
      });
      const changed = { ...header, [field]: other[field] };
      await expect(verifyHeader(trusted, provider, changed, certificate)).rejects.toMatchObject({
        name: 'ProofError',
      });
    },
  );
});

describe('a certificate', () => {
  it('is refused without a quorum', async () => {
    const certificate = await certify(chain, header, [0, 3]);
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject(
      code('certificate_too_small'),
    );
  });

  it('is refused when one signature is there twice', async () => {
    const [first, second] = (await certify(chain, header)).signatures;
    if (first === undefined || second === undefined) throw new Error('two signatures');
    const certificate = { ...(await certify(chain, header)), signatures: [first, second, second] };
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject(
      code('certificate_duplicate_signature'),
    );
  });

  it('is refused with a signature of nobody', async () => {
    const certificate = await certify(chain, header);
    const [first] = certificate.signatures;
    if (first === undefined) throw new Error('a signature');
    const signatures = [...certificate.signatures, { ...first, validatorIndex: 4 }];
    await expect(
      verifyHeader(trusted, provider, header, { ...certificate, signatures }),
    ).rejects.toMatchObject(code('certificate_unknown_validator'));
  });

  it('is refused when one of many signatures is forged, and the error names whose', async () => {
    const certificate = await certify(chain, header, [0, 1, 2, 3]);
    const signatures = certificate.signatures.map((one) =>
      one.validatorIndex === 2 ? { ...one, signature: one.signature.map((byte) => byte ^ 1) } : one,
    );
    await expect(
      verifyHeader(trusted, provider, header, { ...certificate, signatures }),
    ).rejects.toMatchObject({
      ...code('certificate_forged'),
      message: expect.stringContaining('validator 2'),
    });
  });

  it('is refused when a validator’s signature stands under another’s name', async () => {
    const certificate = await certify(chain, header);
    const [first, second, third] = certificate.signatures;
    if (first === undefined || second === undefined || third === undefined) throw new Error('3');
    const swapped = [
      { validatorIndex: 0, signature: second.signature },
      { validatorIndex: 1, signature: first.signature },
      third,
    ];
    await expect(
      verifyHeader(trusted, provider, header, { ...certificate, signatures: swapped }),
    ).rejects.toMatchObject(code('certificate_forged'));
  });

  it('is refused when it was signed in another round than it says', async () => {
    const certificate = { ...(await certify(chain, header)), round: 1 };
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject(
      code('certificate_forged'),
    );
  });
});

describe('a genesis from a node', () => {
  it('is trusted when it has the expected hash', () => {
    expect(trustGenesis(chain.genesis, genesisHash(chain.genesis))).toEqual(trusted);
  });

  it('is not trusted when it has another hash', () => {
    const other = { ...chain.genesis, time: 1n };
    expect(() => trustGenesis(other, genesisHash(chain.genesis))).toThrow(
      expect.objectContaining(code('genesis_not_trusted')),
    );
  });

  it('is not trusted when it is invalid', () => {
    const twice = [...chain.genesis.validators, ...chain.genesis.validators];
    expect(() => trustGenesis({ ...chain.genesis, validators: twice })).toThrow(
      expect.objectContaining(code('genesis_not_trusted')),
    );
  });
});
