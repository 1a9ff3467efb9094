/** Evidence of equivocation: whom it names, when it counts, and what it does. */
import {
  claimsFault,
  createProvider,
  type Hash,
  hash,
  keyAddress,
  type SigningKey,
} from '@trellis/crypto';
import {
  type Evidence,
  evidenceHash,
  evidenceOf,
  evidenceRoot,
  type GovernanceAction,
  genesisValidatorSet,
  type Height,
  infractionOf,
  isSkipThreshold,
  limits,
  membersAt,
  proposalMessage,
  type SignedProposal,
  type SignedVote,
  stateKey,
  toHeight,
  type VoteType,
  validatorAddress,
  validatorSetAt,
  voteMessage,
} from '@trellis/protocol';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyAction } from '../governance/apply-action.ts';
import {
  buildBlock,
  createOverlay,
  executeBlock,
  transactionContextAt,
  validateEvidence,
  validatorSchedule,
} from '../index.ts';
import { wasValidator } from '../state/validator-history.ts';
import {
  addressOf,
  applyChanges,
  chainId,
  createLedger,
  makeGenesis,
  type TestLedger,
} from '../testing/ledger-fixture.ts';
import { applyEvidence } from './apply-evidence.ts';

const provider = createProvider('native');
const keys = Array.from({ length: 8 }, (_, index) =>
  provider.openKey('ed25519', new Uint8Array(32).fill(index + 1)),
);
const keyAt = (index: number): SigningKey => {
  const key = keys[index];
  if (key === undefined) throw new Error(`no key ${index}`);
  return key;
};
const voter = (index: number) => keyAddress('ed25519', keyAt(index).publicKey);
const block = (name: string): Hash => hash('header', new TextEncoder().encode(name));

/** Validators `node1`, … with these powers, and the keys in order. */
function createChain(powers: readonly number[] = [1, 1, 1, 1]): TestLedger {
  return createLedger(
    makeGenesis(['operator'], {
      validatorSchemes: ['ed25519'],
      recoverySchemes: [],
      validators: powers.map((power, index) => ({
        name: `node${index + 1}`,
        scheme: 'ed25519' as const,
        publicKey: keyAt(index).publicKey,
        power,
        peer: `12D3KooWPeerNumber${index + 1}${'x'.repeat(20)}`,
        networkKey: addressOf(`network${index + 1}`),
        operator: addressOf('operator'),
      })),
    }),
  );
}

async function vote(
  by: number,
  blockId: Hash | null,
  at: { height?: number; round?: number; type?: VoteType } = {},
): Promise<SignedVote> {
  const { height = 1, round = 0, type = 'prevote' } = at;
  const voted = { height: toHeight(height), round, blockId };
  const signature = await keyAt(by).sign(type, voteMessage(chainId, voted));
  return { type, ...voted, validator: voter(by), signature };
}

async function proposal(by: number, blockId: Hash, validRound = -1): Promise<SignedProposal> {
  const content = { height: toHeight(1), round: 3, validRound, blockId, proposer: voter(by) };
  return {
    ...content,
    signature: await keyAt(by).sign('proposal', proposalMessage(chainId, content)),
  };
}

function evidence(one: SignedVote | SignedProposal, other: SignedVote | SignedProposal): Evidence {
  const made = evidenceOf(one, other);
  if (made === null) throw new Error('no evidence');
  return made;
}

const doubleVote = async (by: number, height = 1): Promise<Evidence> =>
  evidence(await vote(by, block('a'), { height }), await vote(by, block('b'), { height }));

/** Runs a block that holds nothing but evidence. */
function run(ledger: TestLedger, ...found: readonly Evidence[]) {
  const result = executeBlock(
    ledger.state,
    ledger.tree,
    { ...ledger.context(), evidence: found },
    [],
  );
  if (!result.ok) return 'problem' in result ? result.problem : result.rejection;
  for (const [key, record] of result.execution.changes) {
    if (record === null) ledger.records.delete(key);
    else ledger.records.set(key, record);
  }
  ledger.tree = result.execution.treeUpdate.tree;
  ledger.header = {
    ...ledger.header,
    ...result.execution.roots,
    height: toHeight(ledger.header.height + 1n),
  };
  return 'done';
}

/** Does what a proposal that passed would do in the next block. */
function govern(ledger: TestLedger, ...actions: readonly GovernanceAction[]): void {
  const overlay = createOverlay(ledger.state);
  for (const action of actions) {
    expect(applyAction(overlay, action, ledger.context())).toBe('success');
  }
  applyChanges(ledger.records, overlay.changes);
  ledger.header = { ...ledger.header, height: toHeight(ledger.header.height + 1n) };
}

const namesAt = ({ state }: TestLedger, height: number) =>
  membersAt(validatorSchedule(state), toHeight(height)).map(({ node }) => node);

describe('evidence', () => {
  it('takes the power of whoever voted twice, two blocks later, and of nobody else', async () => {
    const ledger = createChain();
    expect(run(ledger, await doubleVote(1))).toBe('done');
    expect(namesAt(ledger, 2)).toEqual(['node1', 'node2', 'node3', 'node4']);
    expect(namesAt(ledger, 3)).toEqual(['node1', 'node3', 'node4']);
    expect(validatorSetAt(validatorSchedule(ledger.state), toHeight(3)).totalPower).toBe(3);
    expect(ledger.state.get(stateKey.voter(voter(1)))).toMatchObject({
      terms: [{ from: 1n, to: 2n }],
      answeredBefore: 3n,
    });
    expect(ledger.state.get(stateKey.voter(voter(0)))).toMatchObject({
      terms: [{ from: 1n, to: null }],
      answeredBefore: 0n,
    });
  });

  it('may be of proposals and precommits, of nil, and of a claimed round', async () => {
    const precommit = { type: 'precommit' as const };
    for (const found of [
      evidence(await proposal(0, block('a')), await proposal(0, block('b'))),
      evidence(await proposal(0, block('a')), await proposal(0, block('a'), 1)),
      evidence(await vote(0, block('a'), precommit), await vote(0, null, precommit)),
    ]) {
      const ledger = createChain();
      expect(run(ledger, found)).toBe('done');
      expect(namesAt(ledger, 3)).toEqual(['node2', 'node3', 'node4']);
    }
  });

  it('counts once: not in the same block, not later, and not another pair of the same time', async () => {
    const found = await doubleVote(1);
    const other = evidence(
      await vote(1, null, { type: 'precommit', height: 2 }),
      await vote(1, block('c'), { type: 'precommit', height: 2 }),
    );
    expect(run(createChain(), found, found)).toBe('already_punished');
    const ledger = createChain();
    expect(run(ledger, found)).toBe('done');
    expect(run(ledger, found)).toBe('already_punished');
    expect(run(ledger, other)).toBe('already_punished');
  });

  it('counts again for whoever comes back and does it again', async () => {
    const ledger = createChain();
    expect(run(ledger, await doubleVote(1))).toBe('done');
    const { publicKey } = keyAt(1);
    govern(ledger, { type: 'addValidator', node: 'node2', scheme: 'ed25519', publicKey, power: 1 });
    expect(namesAt(ledger, 4)).toContain('node2');
    expect(run(ledger, await doubleVote(1, 3))).toBe('not_validator_then');
    expect(run(ledger)).toBe('done');
    expect(run(ledger, await doubleVote(1, 1))).toBe('already_punished');
    expect(run(ledger, await doubleVote(1, 4))).toBe('done');
    expect(namesAt(ledger, 6)).not.toContain('node2');
  });

  it('reaches whoever changed its key in between, or left', async () => {
    const rotated = createChain();
    const { publicKey } = keyAt(6);
    govern(rotated, { type: 'rotateValidatorKey', node: 'node2', scheme: 'ed25519', publicKey });
    expect(run(rotated, await doubleVote(1))).toBe('done');
    expect(namesAt(rotated, 4)).toEqual(['node1', 'node3', 'node4']);
    expect(rotated.state.get(stateKey.voter(voter(6)))?.answeredBefore).toBe(4n);

    const left = createChain();
    govern(left, { type: 'removeValidator', node: 'node2' });
    expect(run(left, await doubleVote(1))).toBe('done');
    expect(namesAt(left, 4)).toEqual(['node1', 'node3', 'node4']);
    expect(run(left, await doubleVote(1, 2))).toBe('already_punished');
  });

  it('of strangers, of the future, too old, and out of a term is refused, and changes nothing', async () => {
    const ledger = createChain();
    expect(run(ledger, await doubleVote(5))).toBe('unknown_validator');
    expect(run(ledger, await doubleVote(1, 2))).toBe('too_early');
    expect(run(ledger, await doubleVote(1, 0))).toBe('not_validator_then');
    const found = await doubleVote(1);
    ledger.header = { ...ledger.header, height: toHeight(limits.evidenceBlocksMax + 1) };
    expect(run(ledger, found)).toBe('too_old');
  });

  it('waits while too much would change at once: two of four never go in one block', async () => {
    const ledger = createChain();
    const both = [await doubleVote(1), await doubleVote(2)];
    expect(run(ledger, ...both)).toBe('must_wait');
    const validators = genesisValidatorSet(ledger.genesis);
    const built = buildBlock(
      ledger.state,
      ledger.tree,
      transactionContextAt(ledger.state, chainId, toHeight(1)),
      {
        parent: ledger.header,
        time: 5_000n,
        proposer: voter(0),
        validators,
        nextValidators: validators,
        limits: ledger.genesis.limits,
        evidence: both,
        candidates: [],
      },
    );
    expect(built.evidence).toEqual(both.slice(0, 1));
    expect(built.header.evidenceRoot).toBe(evidenceRoot(built.evidence));
    expect(run(ledger, ...built.evidence)).toBe('done');
    expect(run(ledger, ...both.slice(1))).toBe('done');
    expect(namesAt(ledger, 3)).toEqual(['node1', 'node3', 'node4']);
    expect(namesAt(ledger, 4)).toEqual(['node1', 'node4']);
  });

  it('leaves the last validator in its place: a chain without any could never continue', async () => {
    const ledger = createChain([1]);
    expect(run(ledger, await doubleVote(0))).toBe('must_wait');
    expect(namesAt(ledger, 3)).toEqual(['node1']);
  });

  it('is validated by terms that are true for every height, however the validators change', () => {
    const change = fc.record({
      type: fc.constantFrom('add' as const, 'remove' as const, 'rotate' as const),
      node: fc.integer({ min: 1, max: 4 }),
      key: fc.nat(keys.length - 1),
      inSameBlock: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (plan) => {
        const ledger = createChain();
        const decided = new Map<bigint, readonly string[]>();
        const note = (): void => {
          const height = toHeight(ledger.header.height + 1n);
          const members = membersAt(validatorSchedule(ledger.state), height);
          decided.set(height, members.map(validatorAddress).sort());
        };
        note();
        for (const { type, node: number, key, inSameBlock } of plan) {
          const overlay = createOverlay(ledger.state);
          const node = `node${number}`;
          const { publicKey } = keyAt(key);
          const voting = { node, scheme: 'ed25519' as const, publicKey };
          const action: GovernanceAction =
            type === 'add'
              ? { type: 'addValidator', ...voting, power: 1 }
              : type === 'remove'
                ? { type: 'removeValidator', node }
                : { type: 'rotateValidatorKey', ...voting };
          if (applyAction(overlay, action, ledger.context()) === 'success') {
            applyChanges(ledger.records, overlay.changes);
          }
          if (inSameBlock) continue;
          ledger.header = { ...ledger.header, height: toHeight(ledger.header.height + 1n) };
          note();
        }
        for (const [height, addresses] of decided) {
          const known = keys
            .map(({ publicKey }) => keyAddress('ed25519', publicKey))
            .filter((address) => {
              const record = ledger.state.get(stateKey.voter(address));
              return record !== undefined && wasValidator(record, toHeight(height));
            });
          expect(known.sort()).toEqual(addresses);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is in the root of its block, so that nobody can take it out', async () => {
    const found = await doubleVote(1);
    const ledger = createChain();
    run(ledger, found);
    expect(ledger.header.evidenceRoot).toBe(evidenceRoot([found]));
    expect(evidenceRoot([])).not.toBe(evidenceRoot([found]));
    expect(evidenceHash({ ...found })).toBe(evidenceHash(found));
  });
});

describe('evidence names only the guilty', () => {
  interface Signed {
    readonly by: number;
    readonly message: SignedVote | SignedProposal;
  }
  /** All that four validators signed, each at most once for a place, but for the one who cheats. */
  let said: readonly Signed[];
  const cheat = 3;

  beforeAll(async () => {
    const made: Promise<Signed>[] = [];
    const say = (by: number, message: Promise<SignedVote | SignedProposal>): void => {
      made.push(message.then((one) => ({ by, message: one })));
    };
    for (const by of [0, 1, 2, cheat]) {
      for (const height of [1, 2]) {
        for (const round of [0, 1]) {
          for (const type of ['prevote', 'precommit'] as const) {
            say(by, vote(by, round === 0 ? block('a') : null, { height, round, type }));
            if (by === cheat) say(by, vote(by, block('b'), { height, round, type }));
          }
        }
      }
      say(by, proposal(by, block('a')));
      if (by === cheat) say(by, proposal(by, block('b')));
    }
    said = await Promise.all(made);
  });

  /** Whether a block may hold it: what the rules and the signatures say together. */
  async function holds(ledger: TestLedger, found: Evidence, height: Height): Promise<boolean> {
    const validated = validateEvidence(ledger.state, { domain: chainId, height }, found);
    return (await claimsFault(validated, provider.verify)) === undefined;
  }

  it('whatever is made of what was signed, and however it is changed', async () => {
    const ledger = createChain();
    let convicted = 0;
    const sometimes = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 1 });
    const forgery = fc.record({
      first: fc.nat(),
      // Often next to the first, where the other half of a double vote is.
      second: fc.oneof(fc.nat(), fc.integer({ min: -2, max: 2 })),
      validator: sometimes(fc.constantFrom(0, 1, 2, cheat)),
      height: sometimes(fc.constantFrom(1, 2)),
      round: sometimes(fc.constantFrom(0, 1, 3)),
      blockId: sometimes(fc.constantFrom(block('a'), block('b'), block('c'))),
      type: sometimes(fc.constantFrom('prevote' as const, 'precommit' as const)),
      turned: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(forgery, async (plan) => {
        const pick = (at: number): SignedVote | SignedProposal => {
          const one = said.at(at % said.length);
          if (one === undefined) throw new Error('nothing was said');
          return one.message;
        };
        const change = (message: SignedVote | SignedProposal): SignedVote | SignedProposal => {
          const height = plan.height === null ? message.height : toHeight(plan.height);
          const round = plan.round ?? message.round;
          const signer = plan.validator === null ? null : voter(plan.validator);
          return 'type' in message
            ? {
                ...message,
                height,
                round,
                type: plan.type ?? message.type,
                validator: signer ?? message.validator,
              }
            : { ...message, height, round, proposer: signer ?? message.proposer };
        };
        const [first, second] = [
          change(pick(plan.first)),
          pick((plan.first % said.length) + plan.second),
        ];
        const other = plan.blockId === null ? second : { ...second, blockId: plan.blockId };
        const pairs = plan.turned ? ([other, first] as const) : ([first, other] as const);
        const found = evidenceOf(...pairs);
        if (found === null || !(await holds(ledger, found, toHeight(2)))) return;
        convicted += 1;
        expect(infractionOf(found)?.validator).toBe(voter(cheat));
        // And what holds does no harm to the others.
        const overlay = createOverlay(ledger.state);
        expect(applyEvidence(overlay, ledger.context(), found)).toSatisfy(
          (problem) => problem === undefined || problem === 'too_early',
        );
        const left = membersAt(validatorSchedule(overlay), toHeight(9)).map(({ node }) => node);
        expect(left).toEqual(expect.arrayContaining(['node1', 'node2', 'node3']));
      }),
      { numRuns: 3_000 },
    );
    // The generator does find the guilty one, or it would prove nothing.
    expect(convicted).toBeGreaterThan(0);
  });

  it('and a third of the power is never enough to convict another', async () => {
    const ledger = createChain();
    const set = genesisValidatorSet(ledger.genesis);
    expect(isSkipThreshold(set, 1)).toBe(false);
    const theirs = said.filter(({ by }) => by === cheat).map(({ message }) => message);
    for (const first of theirs) {
      for (const second of theirs) {
        for (const innocent of [0, 1, 2]) {
          const as = (message: SignedVote | SignedProposal) =>
            'type' in message
              ? { ...message, validator: voter(innocent) }
              : { ...message, proposer: voter(innocent) };
          const found = evidenceOf(as(first), as(second));
          if (found !== null) expect(await holds(ledger, found, toHeight(2))).toBe(false);
        }
      }
    }
  });
});
