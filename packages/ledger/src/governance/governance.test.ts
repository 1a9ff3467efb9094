import { schemes } from '@trellis/crypto';
import {
  type Choice,
  defaultChainLimits,
  type Fees,
  type Genesis,
  type GovernanceAction,
  membersAt,
  networkKeysAt,
  type ProposalRecord,
  type Status,
  stateKey,
  toHeight,
  validatorSetAt,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersOf, validatorSchedule, votingPower } from '../index.ts';
import { createGovernedChain, governedGenesis, peerOf } from '../testing/governed-chain.ts';
import { addressOf, EUR, publicKeyOf, type TestLedger } from '../testing/ledger-fixture.ts';

const genesisOf = (powers: readonly number[] = [1, 1, 1, 1]): Genesis => governedGenesis(powers);

function createChain(genesis = genesisOf()) {
  const { ledger, run } = createGovernedChain(genesis);
  return {
    ledger,
    propose: (by: string, actions: readonly GovernanceAction[], blocks = 100n): Status =>
      run(by, {
        type: 'propose',
        source: addressOf(by),
        actions,
        expiresAt: toHeight(ledger.header.height + 1n + blocks),
      }),
    vote: (by: string, proposal: number, choice: Choice = 'approve'): Status =>
      run(by, { type: 'vote', source: addressOf(by), proposal, choice }),
    run,
  };
}

type TestChain = ReturnType<typeof createChain>;

const outcomeOf = ({ ledger }: TestChain, number: number): ProposalRecord['outcome'] | undefined =>
  ledger.state.get(stateKey.proposal(number))?.outcome;

/** Proposes and has a quorum approve; returns the outcome. */
function pass(chain: TestChain, ...actions: GovernanceAction[]): ProposalRecord['outcome'] {
  const number = countOf(chain) + 1;
  expect(chain.propose('op1', actions)).toBe('success');
  for (const by of ['op2', 'op3']) {
    if (outcomeOf(chain, number)?.type === 'open') expect(chain.vote(by, number)).toBe('success');
  }
  const outcome = outcomeOf(chain, number);
  if (outcome === undefined) throw new Error('no such proposal');
  return outcome;
}

function countOf({ ledger }: TestChain): number {
  let count = 0;
  while (ledger.state.get(stateKey.proposal(count + 1)) !== undefined) count += 1;
  return count;
}

const namesAt = ({ state }: TestLedger, height: bigint) =>
  membersAt(validatorSchedule(state), toHeight(height)).map(({ node }) => node);

const addNode = (name: string, changes: object = {}): GovernanceAction => ({
  type: 'addNode',
  node: name,
  peer: peerOf(9),
  networkKey: addressOf('network9'),
  operator: addressOf('alice'),
  ...changes,
});
const addValidator = (node: string, changes: object = {}): GovernanceAction => ({
  type: 'addValidator',
  node,
  scheme: 'ml-dsa-65',
  publicKey: publicKeyOf('validator9'),
  power: 1,
  ...changes,
});
const fees: Fees = {
  asset: EUR,
  perTransaction: 1n,
  perByte: 0n,
  perSignature: 0n,
  recipient: null,
};

describe('a proposal', () => {
  it('is open until more than two thirds of the power approve, and is carried out then', () => {
    const chain = createChain();
    expect(chain.propose('op1', [addNode('node9')])).toBe('success');
    expect(chain.vote('op2', 1)).toBe('success');
    expect(outcomeOf(chain, 1)).toEqual({ type: 'open', since: 1n });
    expect(chain.ledger.state.get(stateKey.node('node9'))).toBeUndefined();
    expect(chain.vote('op3', 1)).toBe('success');
    expect(outcomeOf(chain, 1)).toEqual({ type: 'passed', at: 3n });
    expect(chain.ledger.state.get(stateKey.node('node9'))?.peer).toBe(peerOf(9));
    expect(chain.vote('op4', 1)).toBe('proposal_closed');
  });

  it('counts power, not heads', () => {
    const chain = createChain(genesisOf([7, 1, 1, 1]));
    expect(chain.propose('op1', [addNode('node9')])).toBe('success');
    expect(outcomeOf(chain, 1)).toEqual({ type: 'passed', at: 1n });
    expect(chain.propose('op2', [addNode('node8')])).toBe('success');
    for (const by of ['op3', 'op4']) expect(chain.vote(by, 2)).toBe('success');
    expect(outcomeOf(chain, 2)?.type).toBe('open');
  });

  it('is rejected when a third of the power is against it, and lets operators change their minds', () => {
    const chain = createChain();
    expect(chain.propose('op1', [addNode('node9')])).toBe('success');
    expect(chain.vote('op2', 1, 'reject')).toBe('success');
    expect(outcomeOf(chain, 1)?.type).toBe('open');
    expect(chain.vote('op2', 1, 'approve')).toBe('success');
    expect(chain.vote('op3', 1, 'reject')).toBe('success');
    expect(chain.vote('op4', 1, 'reject')).toBe('success');
    expect(outcomeOf(chain, 1)).toEqual({ type: 'rejected', at: 5n });
    expect(chain.ledger.state.get(stateKey.proposal(1))?.votes).toHaveLength(4);
  });

  it('does all of its actions or none, and says which one could not be done', () => {
    const chain = createChain();
    const outcome = pass(chain, addNode('node9'), { type: 'setPower', node: 'node7', power: 2 });
    expect(outcome).toMatchObject({ type: 'failed', status: 'unknown_validator', action: 1 });
    expect(chain.ledger.state.get(stateKey.node('node9'))).toBeUndefined();
  });

  it('can be voted on by validators only, up to its expiry', () => {
    const chain = createChain();
    expect(chain.propose('alice', [addNode('node9')])).toBe('role_missing');
    expect(chain.propose('op1', [addNode('node9')], 0n)).toBe('invalid_expiry');
    expect(chain.propose('op1', [addNode('node9')], 1_000_001n)).toBe('invalid_expiry');
    expect(chain.propose('op1', [addNode('node9')], 1n)).toBe('success');
    expect(chain.vote('alice', 1)).toBe('role_missing');
    expect(chain.vote('op2', 2)).toBe('unknown_proposal');
    expect(chain.vote('op2', 1)).toBe('proposal_expired');
    expect(outcomeOf(chain, 1)?.type).toBe('open');
  });
});

describe('checklist item 17: validators', () => {
  it('change two blocks after the decision, and the header before names them', () => {
    const chain = createChain();
    expect(pass(chain, addNode('node9'), addValidator('node9')).type).toBe('passed');
    const { ledger } = chain;
    const { height } = ledger.header;
    expect(namesAt(ledger, height)).not.toContain('node9');
    expect(namesAt(ledger, height + 1n)).not.toContain('node9');
    expect(namesAt(ledger, height + 2n)).toContain('node9');
    expect(votingPower(ledger.state, addressOf('alice'), toHeight(height + 2n))).toBe(1);
    expect(chain.vote('alice', 1)).toBe('role_missing');
    expect(chain.vote('alice', 1)).toBe('proposal_closed');
  });

  it('are removed, re-powered and re-keyed; keys and operators stay unique', () => {
    const chain = createChain();
    const newKey = publicKeyOf('new');
    pass(chain, { type: 'removeValidator', node: 'node4' });
    pass(chain, { type: 'setPower', node: 'node2', power: 5 });
    pass(chain, {
      type: 'rotateValidatorKey',
      node: 'node1',
      scheme: 'ml-dsa-65',
      publicKey: newKey,
    });
    pass(chain, { type: 'setOperator', node: 'node3', operator: addressOf('alice') });
    const { ledger } = chain;
    const members = membersAt(validatorSchedule(ledger.state), toHeight(ledger.header.height + 2n));
    expect(members.map(({ node, power }) => [node, power])).toEqual([
      ['node1', 1],
      ['node2', 5],
      ['node3', 1],
    ]);
    expect(members[0]?.publicKey).toEqual(newKey);
    expect(members[2]?.operator).toBe(addressOf('alice'));
    expect(ledger.state.get(stateKey.node('node4'))?.until).toBeNull();
  });

  it('keep their schedule short, however often they change', () => {
    const chain = createChain();
    for (let power = 2; power < 12; power++)
      pass(chain, { type: 'setPower', node: 'node1', power });
    expect(validatorSchedule(chain.ledger.state).sets.length).toBeLessThanOrEqual(3);
  });

  it('always form a set of which at most a third, or one validator, changes between two heights', () => {
    const action = fc.oneof(
      fc.record({
        type: fc.constant('setPower' as const),
        node: fc.constantFrom('node1', 'node2', 'node3', 'node4'),
        power: fc.integer({ min: 0, max: 1_001 }),
      }),
      fc.record({
        type: fc.constant('removeValidator' as const),
        node: fc.constantFrom('node1', 'node2', 'node3', 'node4'),
      }),
      fc.nat(5).map((key) => addValidator('node4', { publicKey: publicKeyOf(`validator${key}`) })),
      fc.record({
        type: fc.constant('rotateValidatorKey' as const),
        node: fc.constantFrom('node1', 'node2'),
        scheme: fc.constant('ml-dsa-65' as const),
        publicKey: fc.nat(9).map((key) => publicKeyOf(`validator${key}`)),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(action, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        (all) => {
          // One operator with all the power, so that every proposal is carried out at once.
          const one = genesisOf();
          const chain = createChain({
            ...one,
            validators: one.validators.map((each) => ({ ...each, operator: addressOf('op1') })),
          });
          for (const actions of all) {
            const { ledger } = chain;
            const next = toHeight(ledger.header.height + 1n);
            const before = validatorSetAt(validatorSchedule(ledger.state), toHeight(next + 1n));
            chain.propose('op1', actions);
            const schedule = validatorSchedule(ledger.state);
            // What was known for the next two heights stays.
            expect(validatorSetAt(schedule, toHeight(next + 1n))).toEqual(before);
            const after = validatorSetAt(schedule, toHeight(next + 2n));
            const lost = before.validators.map(({ address, power }) => {
              const kept = after.validators.find((validator) => validator.address === address);
              return Math.max(0, power - (kept?.power ?? 0));
            });
            const total = lost.reduce((sum, power) => sum + power, 0);
            const changed = lost.filter((power) => power > 0).length;
            expect(changed <= 1 || 3 * total < before.totalPower).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('nodes', () => {
  it('change their network key with an overlap', () => {
    const chain = createChain();
    const rotate = (key: string, overlap: number): GovernanceAction => ({
      type: 'rotateNetworkKey',
      node: 'node1',
      networkKey: addressOf(key),
      overlap,
    });
    expect(pass(chain, rotate('fresh', 2)).type).toBe('passed');
    const { ledger } = chain;
    const { height } = ledger.header;
    const node = ledger.state.get(stateKey.node('node1'));
    if (node === undefined) throw new Error('no node');
    const both = [addressOf('network1'), addressOf('fresh')];
    expect(networkKeysAt(node, toHeight(height + 2n))).toEqual(both);
    expect(networkKeysAt(node, toHeight(height + 3n))).toEqual([addressOf('fresh')]);
  });

  it('are not admitted when they are removed, and may come back', () => {
    const chain = createChain();
    expect(pass(chain, { type: 'removeNode', node: 'node4' }).type).toBe('passed');
    const { ledger } = chain;
    const node = ledger.state.get(stateKey.node('node4'));
    if (node === undefined) throw new Error('no node');
    expect(networkKeysAt(node, toHeight(ledger.header.height + 2n))).toEqual([]);
    expect(namesAt(ledger, ledger.header.height + 2n)).not.toContain('node4');
    chain.run('alice', { type: 'burn', source: addressOf('alice'), asset: EUR, amount: 1n });
    const back = { peer: peerOf(4), networkKey: addressOf('network4') };
    expect(pass(chain, addNode('node4', back)).type).toBe('passed');
  });

  it('get no vote any more once their end is set, though they connect for one block', () => {
    const chain = createChain();
    const vote = addValidator('node4', { publicKey: publicKeyOf('validator4') });
    const both = pass(chain, { type: 'removeNode', node: 'node4' }, vote);
    expect(both).toMatchObject({ type: 'failed', status: 'unknown_node', action: 1 });
    // The next block is the last one at which it may connect.
    expect(chain.propose('op1', [vote])).toBe('success');
    expect(chain.vote('op2', 2)).toBe('success');
    expect(pass(chain, { type: 'removeNode', node: 'node4' }).type).toBe('passed');
    expect(chain.vote('op3', 2)).toBe('success');
    expect(outcomeOf(chain, 2)).toMatchObject({ type: 'failed', status: 'unknown_node' });
  });
});

describe('rules', () => {
  it('of schemes, limits, fees and roles are changed by vote', () => {
    const chain = createChain();
    const limits = { ...defaultChainLimits, recoveryDelay: 5 };
    expect(
      pass(
        chain,
        { type: 'allowScheme', use: 'accounts', scheme: 'ed25519' },
        { type: 'phaseOutScheme', use: 'accounts', scheme: 'ml-dsa-44', lastHeight: toHeight(9) },
        { type: 'setLimits', limits },
        { type: 'setFees', fees },
        { type: 'grantRole', account: addressOf('alice'), role: 'registrar' },
        { type: 'grantRole', account: addressOf('alice'), role: 'issuer' },
      ).type,
    ).toBe('passed');
    const { state } = chain.ledger;
    expect(parametersOf(state)).toMatchObject({ limits, fees });
    expect(parametersOf(state).accountSchemes).toContainEqual({ scheme: 'ed25519', until: null });
    expect(parametersOf(state).accountSchemes).toContainEqual({ scheme: 'ml-dsa-44', until: 9n });
    expect(state.get(stateKey.roles(addressOf('alice')))?.roles).toEqual(['issuer', 'registrar']);
    pass(chain, { type: 'revokeRole', account: addressOf('alice'), role: 'issuer' });
    pass(chain, { type: 'revokeRole', account: addressOf('alice'), role: 'registrar' });
    expect(state.get(stateKey.roles(addressOf('alice')))).toBeUndefined();
    expect(state.get(stateKey.parameters('chain'))).toBeDefined();
  });

  it('let recovery keys use further schemes, and none beside those of accounts', () => {
    const chain = createChain();
    const scheme = 'slh-dsa-sha2-128s';
    expect(chain.ledger.context().recoverySchemes).toContain(scheme);
    const lastHeight = toHeight(chain.ledger.context().height + 9n);
    pass(chain, { type: 'phaseOutScheme', use: 'recovery', scheme, lastHeight });
    pass(chain, { type: 'allowScheme', use: 'recovery', scheme: 'ed25519' });
    while (chain.ledger.context().height <= lastHeight) chain.ledger.run();
    const { recoverySchemes, accountSchemes } = chain.ledger.context();
    expect(recoverySchemes).toEqual([...accountSchemes, 'ed25519']);
  });

  it('end a scheme of validators once the last of them has gone over to another', () => {
    const chain = createChain();
    const scheme = 'ml-dsa-44';
    pass(chain, { type: 'allowScheme', use: 'validators', scheme });
    const ending = {
      type: 'phaseOutScheme',
      use: 'validators',
      scheme: 'ml-dsa-65',
      lastHeight: toHeight(500),
    } as const;
    for (const index of [1, 2, 3, 4]) {
      expect(pass(chain, ending)).toMatchObject({ type: 'failed', status: 'scheme_in_use' });
      const publicKey = new Uint8Array(schemes[scheme].publicKeyBytes).fill(index);
      pass(chain, { type: 'rotateValidatorKey', node: `node${index}`, scheme, publicKey });
    }
    chain.ledger.run();
    chain.ledger.run();
    expect(pass(chain, ending).type).toBe('passed');
  });

  it('let no validator vote with a scheme whose end is set', () => {
    const chain = createChain();
    const scheme = 'ml-dsa-44';
    const publicKey = new Uint8Array(schemes[scheme].publicKeyBytes);
    const rotate = { type: 'rotateValidatorKey', node: 'node1', scheme, publicKey } as const;
    pass(chain, { type: 'allowScheme', use: 'validators', scheme });
    pass(chain, { type: 'phaseOutScheme', use: 'validators', scheme, lastHeight: toHeight(500) });
    expect(pass(chain, rotate)).toMatchObject({ type: 'failed', status: 'scheme_not_allowed' });
    pass(chain, { type: 'allowScheme', use: 'validators', scheme });
    expect(pass(chain, rotate).type).toBe('passed');
    const slow = { type: 'allowScheme', use: 'validators', scheme: 'slh-dsa-sha2-128s' } as const;
    expect(pass(chain, slow)).toMatchObject({ type: 'failed', status: 'scheme_not_allowed' });
  });
});

/** Every reason why an action can't be carried out, by the actions that provoke it. */
const failures: readonly (readonly [Status, string, ...GovernanceAction[]])[] = [
  ['unknown_node', 'adding a validator without a node', addValidator('node9')],
  ['unknown_node', 'removing no node', { type: 'removeNode', node: 'node9' }],
  ['node_exists', 'a name twice', addNode('node1')],
  ['node_exists', 'a peer twice', addNode('node9', { peer: peerOf(1) })],
  ['key_in_use', 'a network key twice', addNode('node9', { networkKey: addressOf('network1') })],
  [
    'unknown_account',
    'an operator without account',
    addNode('node9', { operator: addressOf('x') }),
  ],
  ['validator_exists', 'a validator twice', addValidator('node1')],
  ['unknown_validator', 'removing none', { type: 'removeValidator', node: 'node9' }],
  ['invalid_power', 'a power of zero', { type: 'setPower', node: 'node1', power: 0 }],
  ['invalid_power', 'a power beyond the limit', { type: 'setPower', node: 'node1', power: 1_001 }],
  [
    'too_much_change',
    'two of four at once',
    { type: 'removeValidator', node: 'node1' },
    { type: 'removeValidator', node: 'node2' },
  ],
  [
    'key_in_use',
    'the key of another validator',
    addNode('node9'),
    addValidator('node9', { publicKey: publicKeyOf('validator1') }),
  ],
  [
    'invalid_key',
    'a key that is too short',
    addNode('node9'),
    addValidator('node9', { publicKey: new Uint8Array(3) }),
  ],
  [
    'scheme_not_allowed',
    'a scheme that validators may not use',
    addNode('node9'),
    addValidator('node9', { scheme: 'ed25519', publicKey: new Uint8Array(32) }),
  ],
  [
    'scheme_in_use',
    'ending the scheme of the validators',
    { type: 'phaseOutScheme', use: 'validators', scheme: 'ml-dsa-65', lastHeight: toHeight(99) },
  ],
  [
    'scheme_in_use',
    'ending every scheme',
    { type: 'phaseOutScheme', use: 'accounts', scheme: 'ml-dsa-65', lastHeight: toHeight(99) },
    { type: 'phaseOutScheme', use: 'accounts', scheme: 'ml-dsa-44', lastHeight: toHeight(99) },
  ],
  [
    'invalid_expiry',
    'ending a scheme in the past',
    { type: 'phaseOutScheme', use: 'accounts', scheme: 'ml-dsa-44', lastHeight: toHeight(1) },
  ],
  [
    'invalid_parameters',
    'a block too small for a transaction',
    { type: 'setLimits', limits: { ...defaultChainLimits, blockBytesMax: 1_000 } },
  ],
  [
    'unknown_asset',
    'fees in an asset that does not exist',
    { type: 'setFees', fees: { ...fees, asset: 'XXX' as Fees['asset'] } },
  ],
  [
    'role_missing',
    'taking a role that was not granted',
    { type: 'revokeRole', account: addressOf('alice'), role: 'issuer' },
  ],
  [
    'too_many_keys',
    'five network keys at once',
    ...['a', 'b', 'c', 'd'].map(
      (name): GovernanceAction => ({
        type: 'rotateNetworkKey',
        node: 'node1',
        networkKey: addressOf(name),
        overlap: 1_000,
      }),
    ),
  ],
];

/** Outcomes that only governance has. */
const governanceStatuses: readonly Status[] = [
  'role_missing',
  'unknown_proposal',
  'proposal_closed',
  'proposal_expired',
  'invalid_expiry',
  'unknown_node',
  'node_exists',
  'unknown_validator',
  'validator_exists',
  'invalid_power',
  'last_validator',
  'too_much_change',
  'key_in_use',
  'invalid_key',
  'scheme_in_use',
  'invalid_parameters',
  'too_many_keys',
];

describe('actions that fail', () => {
  it.each(failures.map(([status, what, ...actions]) => ({ status, what, actions })))(
    'give $status for $what',
    ({ status, actions }) => {
      const outcome = pass(createChain(), ...actions);
      expect(outcome).toMatchObject({ type: 'failed', status, action: actions.length - 1 });
    },
  );

  it('give last_validator for removing the last one', () => {
    const chain = createChain(genesisOf([1]));
    expect(pass(chain, { type: 'removeValidator', node: 'node1' })).toMatchObject({
      type: 'failed',
      status: 'last_validator',
    });
  });

  it('cover every outcome that only governance has', () => {
    const provoked = new Set<Status>([
      ...failures.map(([status]) => status),
      'last_validator',
      'role_missing',
      'unknown_proposal',
      'proposal_closed',
      'proposal_expired',
      'invalid_expiry',
    ]);
    expect(governanceStatuses.filter((status) => !provoked.has(status))).toEqual([]);
  });
});
