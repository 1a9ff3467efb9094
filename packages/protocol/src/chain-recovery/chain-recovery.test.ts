import { asciiBytes, createProvider, type Hash, hash } from '@trellis/crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockId } from '../block.ts';
import { decode, encode } from '../codec.ts';
import { certificateClaims, recoveredCertificate } from '../commit-certificate.ts';
import { validatorSetHash } from '../genesis.ts';
import { nextHeight, toHeight } from '../height.ts';
import { validatorAddress } from '../network-node.ts';
import { signingDomain } from '../recovery-point.ts';
import {
  lastMembers,
  lastSet,
  makeRecovery,
  memberAt,
  recoveredChainId,
  recoveredHead,
  recoveryKeys,
  setOf,
} from '../testing/recovered-chain.ts';
import type { ValidatorSet } from '../validator-set.ts';
import { voteMessage } from '../vote.ts';
import {
  type ChainRecovery,
  chainRecoveryClaims,
  chainRecoveryCodec,
  chainRecoveryProblem,
  isSigned,
  recoveryHash,
  recoveryHeader,
  recoveryPoint,
} from './chain-recovery.ts';

const provider = createProvider('portable');

let recovery: ChainRecovery;
beforeAll(async () => {
  recovery = await makeRecovery();
});

const changed = (change: Partial<ChainRecovery['plan']>): ChainRecovery => ({
  ...recovery,
  plan: { ...recovery.plan, ...change },
});

describe('a chain recovery', () => {
  it('has one encoding, and holds', async () => {
    const decoded = decode(chainRecoveryCodec, encode(chainRecoveryCodec, recovery));
    expect(decoded).toEqual({ ok: true, value: recovery });
    expect(chainRecoveryCodec.fromJson(chainRecoveryCodec.toJson(recovery))).toEqual(recovery);
    expect(chainRecoveryProblem(recovery)).toBeUndefined();
    expect(isSigned(recovery)).toBe(true);
    const claims = chainRecoveryClaims(recovery);
    expect(claims).toHaveLength(5);
    for (const claim of claims) expect(await provider.verify(claim)).toBe(true);
  });

  it('says by its hash everything but who signed', () => {
    const { plan } = recovery;
    const hashes = [
      changed({}),
      changed({ reason: 'flood' }),
      changed({ round: 4 }),
      changed({ validators: lastMembers }),
      changed({ previous: plan.stateRoot }),
      changed({ stateRoot: recoveredHead.stateRoot }),
      changed({ lastValidators: plan.lastValidators.toReversed() }),
    ].map((one) => recoveryHash(one.plan));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(recoveryHash({ ...plan })).toBe(hashes[0]);
  });

  /** As where all were restored from backups. */
  const nobody = lastMembers.map((validator) => ({ validator, words: null }));

  it('continues from the block that the operators name where nobody could give a statement', () => {
    expect(chainRecoveryProblem(changed({ lastValidators: nobody, round: null }))).toBeUndefined();
  });

  it.each<[string, () => ChainRecovery, RegExp]>([
    [
      'another block',
      () => changed({ head: { ...recoveredHead, time: 2n } }),
      /has to continue from block 11/,
    ],
    ['another round', () => changed({ round: 2 }), /has to continue from block 11/],
    ['a block that is called final', () => changed({ round: null }), /has to continue from/],
    ['no new validators', () => changed({ validators: [] }), /no validator set/],
    [
      'a node twice',
      () => changed({ validators: [memberAt(0), { ...memberAt(1), node: 'a' }] }),
      /twice/,
    ],
    [
      'the statement of another',
      () => {
        const [one, two, ...others] = recovery.plan.lastValidators;
        if (one === undefined || two === undefined) throw new Error('two validators');
        const swapped = [{ ...one, words: two.words }, two];
        return changed({ lastValidators: [...swapped, ...others] });
      },
      /another validator/,
    ],
    [
      'a round that nobody states',
      () => changed({ lastValidators: nobody, round: 3 }),
      /nobody states/,
    ],
  ])('is refused with %s', (_what, bad, problem) => {
    expect(chainRecoveryProblem(bad())).toMatch(problem);
  });

  it('needs operators of more than two thirds of the power', () => {
    const { plan, signatures } = recovery;
    expect(isSigned({ plan, signatures: signatures.slice(1) })).toBe(false);
    const twice = signatures.slice(0, 2).concat(signatures.slice(0, 1));
    expect(isSigned({ plan, signatures: twice })).toBe(false);
  });
});

describe('after a recovery', () => {
  const at = (height: bigint, id: Hash) => {
    const recoveries = [recoveryPoint(recovery.plan)];
    return { chainId: recoveredChainId, recoveries, height: toHeight(height), blockId: id };
  };

  async function certify(height: bigint, id: Hash, set: ValidatorSet, domain: 'old' | 'new') {
    const block = at(height, id);
    const recoveries = domain === 'old' ? [] : block.recoveries;
    const voted = { height: block.height, round: 0, blockId: id };
    const message = voteMessage(signingDomain(recoveredChainId, recoveries, block.height), voted);
    const signatures = await Promise.all(
      set.validators.map(async ({ address }, validatorIndex) => {
        const key = recoveryKeys.find((one) => validatorAddress(one) === address);
        if (key === undefined) throw new Error('a key of each');
        return { validatorIndex, signature: await key.sign('precommit', message) };
      }),
    );
    return { ...voted, signatures };
  }

  it('two blocks need no signature, and only these two', () => {
    const { blockId: recovered, continuedBy } = recoveryPoint(recovery.plan);
    const other = hash('header', asciiBytes('other'));
    const claim = (height: bigint, id: Hash) =>
      certificateClaims(at(height, id), recoveredCertificate(toHeight(height), id), lastSet);
    expect(claim(11n, recovered)).toEqual({ ok: true, claims: [] });
    expect(claim(12n, continuedBy)).toEqual({ ok: true, claims: [] });
    expect(claim(11n, other)).toEqual({ ok: false, problem: 'not_recovered' });
    expect(claim(12n, other)).toEqual({ ok: false, problem: 'not_recovered' });
    expect(claim(10n, recovered)).toEqual({ ok: false, problem: 'no_quorum' });
    expect(claim(13n, continuedBy)).toEqual({ ok: false, problem: 'no_quorum' });
  });

  it('another block of its height counts no longer, however many signed it', async () => {
    const other = hash('header', asciiBytes('other'));
    for (const height of [11n, 12n]) {
      const certificate = await certify(height, other, lastSet, 'old');
      const claims = certificateClaims(at(height, other), certificate, lastSet);
      expect(claims).toEqual({ ok: false, problem: 'not_recovered' });
    }
  });

  it.each(['old', 'new'] as const)(
    'what was signed under the %s domain counts there alone',
    async (domain) => {
      const id = hash('header', asciiBytes('thirteen'));
      const certificate = await certify(13n, id, lastSet, domain);
      const verified = async (recoveries: ReturnType<typeof at>['recoveries']) => {
        const claims = certificateClaims({ ...at(13n, id), recoveries }, certificate, lastSet);
        if (!claims.ok) throw new Error(claims.problem);
        return Promise.all(claims.claims.map(provider.verify));
      };
      const isNew = domain === 'new';
      expect(await verified([recoveryPoint(recovery.plan)])).toEqual(lastMembers.map(() => isNew));
      expect(await verified([])).toEqual(lastMembers.map(() => !isNew));
    },
  );

  it('the block of the recovery names it, and who decides from then on', () => {
    const header = recoveryHeader(recovery.plan);
    expect(header).toMatchObject({
      height: nextHeight(recoveredHead.height),
      previousBlockId: blockId(recoveredHead),
      proposer: recoveryHash(recovery.plan),
      validatorSetHash: recoveredHead.nextValidatorSetHash,
      nextValidatorSetHash: validatorSetHash(setOf(recovery.plan.validators)),
    });
    expect(header.time).toBeGreaterThan(recoveredHead.time);
  });
});
