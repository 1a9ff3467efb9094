import { createProvider } from '@trellis/crypto';
import { toHeight, validatorSetHash } from '@trellis/protocol';
import { type ValidatorChange, validatorChangesResponseCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { followValidators } from './follow.ts';
import { certify, type FakeChain, fakeChain, fakeHeader } from './testing/fake-chain.ts';
import { answerWith, fakeTransport } from './testing/fake-node.ts';
import { trustedValidators } from './trusted-chain.ts';
import { verifyHeader } from './verify-header.ts';

const provider = createProvider('portable');
const [first, second, third] = [100, 200, 300].map((seed) => fakeChain('test-chain', seed));
if (first === undefined || second === undefined || third === undefined) throw new Error('three');

/** The block at `height`, decided by one set and followed by another. */
async function change(
  by: FakeChain,
  next: FakeChain,
  height: bigint,
  named = next,
): Promise<ValidatorChange> {
  const header = fakeHeader(by, {
    height: toHeight(height),
    nextValidatorSetHash: validatorSetHash(trustedValidators(named.trusted)),
  });
  const certificate = await certify(by, header);
  return { header, certificate, validators: trustedValidators(next.trusted).validators };
}

/** Follows a node that shows these changes, a page of two at a time. */
function follow(changes: readonly ValidatorChange[], { trusted } = fakeChain('test-chain', 100)) {
  const transport = fakeTransport(({ path }) => {
    const from = BigInt(/from=([0-9]+)$/.exec(path)?.[1] ?? '0');
    const page = changes.filter(({ header }) => header.height >= from).slice(0, 2);
    return answerWith(validatorChangesResponseCodec, { changes: page });
  });
  return followValidators(transport, provider, trusted);
}

describe('following the validators', () => {
  it('ends with the newest, and knows who decided which height', async () => {
    const changes = [
      await change(first, second, 5n),
      await change(second, third, 9n),
      await change(third, first, 10n),
    ];
    const trusted = await follow(changes);
    expect(trusted.epochs.map(({ from }) => from)).toEqual([0n, 6n, 10n, 11n]);
    for (const [height, chain] of [
      [5n, first],
      [6n, second],
      [9n, second],
      [10n, third],
      [11n, first],
    ] as const) {
      const header = fakeHeader(chain, { height: toHeight(height) });
      await verifyHeader(trusted, provider, header, await certify(chain, header));
    }
    const late = fakeHeader(first, { height: toHeight(7) });
    await expect(
      verifyHeader(trusted, provider, late, await certify(first, late)),
    ).rejects.toMatchObject({ code: 'other_validators' });
  });

  it('changes nothing when nothing changed', async () => {
    expect(await follow([])).toEqual(first.trusted);
  });

  it('refuses a change that the trusted validators did not make final', async () => {
    const forged = await change(second, third, 5n);
    await expect(follow([forged])).rejects.toMatchObject({ code: 'other_validators' });
    const honest = await change(first, second, 5n);
    const certificate = await certify(second, honest.header);
    await expect(follow([{ ...honest, certificate }])).rejects.toMatchObject({
      code: 'certificate_forged',
    });
    await expect(follow([{ ...honest, certificate: null }])).rejects.toMatchObject({
      code: 'certificate_missing',
    });
  });

  it('refuses other validators than the header names', async () => {
    const other = await change(first, second, 5n, third);
    await expect(follow([other])).rejects.toMatchObject({ code: 'other_validators' });
  });

  it('refuses a node that goes back', async () => {
    const later = await change(first, second, 5n);
    const earlier = await change(second, third, 3n);
    const transport = fakeTransport(() =>
      answerWith(validatorChangesResponseCodec, { changes: [later, earlier] }),
    );
    await expect(followValidators(transport, provider, first.trusted)).rejects.toMatchObject({
      code: 'other_validators',
    });
  });
});
