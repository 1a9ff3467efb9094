import { type Hash, hash, keyAddress } from '@trellis/crypto';
import {
  type Evidence,
  evidenceOf,
  evidenceRoot,
  type SignedVote,
  toHeight,
  voteMessage,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { certify, fakeChain, fakeHeader, provider, testKey } from './testing/fake-chain.ts';
import { verifyEvidence } from './verify-evidence.ts';

const chain = fakeChain();
const { trusted } = chain;
const block = (name: string): Hash => hash('header', new TextEncoder().encode(name));

/** A prevote by the key of a number; the chain's validators have 100 to 103. */
async function prevote(by: number, blockId: Hash): Promise<SignedVote> {
  const voted = { height: toHeight(5), round: 0, blockId };
  const key = testKey(by);
  return {
    type: 'prevote',
    ...voted,
    validator: keyAddress(key.scheme, key.publicKey),
    signature: await key.sign('prevote', voteMessage(trusted.chainId, voted)),
  };
}

async function doubleVote(by: number): Promise<Evidence> {
  const evidence = evidenceOf(await prevote(by, block('a')), await prevote(by, block('b')));
  if (evidence === null) throw new Error('no evidence');
  return evidence;
}

async function holding(...all: readonly Evidence[]) {
  const header = fakeHeader(chain, { evidenceRoot: evidenceRoot(all) });
  const evidence = all.map((one) => ({ node: 'node0', evidence: one }));
  return { header, certificate: await certify(chain, header), evidence };
}

const unproven = { name: 'ProofError', code: 'evidence_not_proven' };

describe('evidence', () => {
  it('is believed when the block holds it and both signatures are the validator’s', async () => {
    const made = await holding(await doubleVote(100), await doubleVote(102));
    await expect(verifyEvidence(trusted, provider, made)).resolves.toBeUndefined();
  });

  it('is not believed when some was left out, added or exchanged', async () => {
    const [first, second] = [await doubleVote(100), await doubleVote(102)];
    const made = await holding(first, second);
    for (const all of [[first], [second, first], [first, second, await doubleVote(103)]]) {
      const evidence = all.map((one) => ({ node: 'node0', evidence: one }));
      await expect(verifyEvidence(trusted, provider, { ...made, evidence })).rejects.toMatchObject(
        unproven,
      );
    }
  });

  it('is not believed of a stranger, nor with a signature of somebody else', async () => {
    const stranger = await holding(await doubleVote(150));
    await expect(verifyEvidence(trusted, provider, stranger)).rejects.toMatchObject(unproven);
    const guilty = await doubleVote(100);
    if (guilty.type !== 'votes') throw new Error('votes');
    const key = testKey(101);
    const validator = keyAddress(key.scheme, key.publicKey);
    const framed: Evidence = {
      type: 'votes',
      first: { ...guilty.first, validator },
      second: { ...guilty.second, validator },
    };
    await expect(verifyEvidence(trusted, provider, await holding(framed))).rejects.toMatchObject(
      unproven,
    );
  });

  it('is not believed when nothing contradicts, or the block is not final', async () => {
    const vote = await prevote(100, block('a'));
    const same: Evidence = { type: 'votes', first: vote, second: vote };
    await expect(verifyEvidence(trusted, provider, await holding(same))).rejects.toMatchObject(
      unproven,
    );
    const made = await holding(await doubleVote(100));
    await expect(
      verifyEvidence(trusted, provider, { ...made, certificate: null }),
    ).rejects.toMatchObject({ code: 'certificate_missing' });
  });
});
