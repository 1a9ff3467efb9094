import type { Hash } from '@trellis/crypto';
import {
  firstVersion,
  type GovernanceAction,
  isUpgradeQuorum,
  type Status,
  stateKey,
  toHeight,
  versionOf,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocolOf } from '../index.ts';
import { createGovernedChain, governedGenesis, operatorOf } from '../testing/governed-chain.ts';
import { addressOf } from '../testing/ledger-fixture.ts';

const release = { release: 'trellis-9.0.0', releaseHash: 'ab'.repeat(32) as Hash };

function createChain(powers: readonly number[]) {
  const operators = powers.map((_, index) => operatorOf(index));
  const { ledger, run } = createGovernedChain(governedGenesis(powers));
  /** Has it voted, and says what became of the vote. */
  function pass(...actions: GovernanceAction[]): string | undefined {
    const expiresAt = toHeight(ledger.header.height + 100n);
    run('op1', { type: 'propose', source: addressOf('op1'), actions, expiresAt });
    const number = ledger.state.get(stateKey.counter('proposal'))?.count ?? 0;
    const outcome = () => ledger.state.get(stateKey.proposal(number))?.outcome;
    for (const by of operators) {
      if (by === 'op1' || outcome()?.type !== 'open') continue;
      run(by, { type: 'vote', source: addressOf(by), proposal: number, choice: 'approve' });
    }
    const reached = outcome();
    return reached?.type === 'failed' ? reached.status : reached?.type;
  }
  return {
    ledger,
    run,
    pass,
    /** The height after the next `blocks` blocks. */
    after: (blocks: number) => toHeight(ledger.header.height + BigInt(blocks)),
    announce: (index: number, version: number, by = operatorOf(index)): Status =>
      run(by, {
        type: 'announceVersion',
        source: addressOf(by),
        node: `node${index + 1}`,
        version,
      }),
    /** Makes empty blocks, until the one of this height is the newest. */
    reach(height: bigint) {
      while (ledger.header.height < height) ledger.run();
    },
    version: () => versionOf(protocolOf(ledger.state)),
    record: () => protocolOf(ledger.state),
  };
}

type TestChain = ReturnType<typeof createChain>;

/** Votes for version 2 at the height `blocks` after the newest block by now. */
function plan(chain: TestChain, blocks: number, version = 2) {
  const height = chain.after(blocks);
  expect(chain.pass({ type: 'upgrade', version, height, ...release })).toBe('passed');
  return height;
}

describe('an upgrade', () => {
  it('takes effect at its height when more than five sixths of the power is ready', () => {
    const chain = createChain([1, 1, 1, 1, 1, 1, 1]);
    const height = plan(chain, 20);
    for (const index of [0, 1, 2, 3, 4, 5]) expect(chain.announce(index, 2)).toBe('success');
    chain.reach(height - 2n);
    expect(chain.ledger.context()).toMatchObject({ height: height - 1n, version: firstVersion });
    chain.reach(height - 1n);
    expect(chain.ledger.context()).toMatchObject({ height, version: 2 });
    expect(chain.record()).toMatchObject({ effective: { version: 2, height }, pending: null });
    chain.reach(height + 1n);
    expect(chain.ledger.header.version).toBe(2);
    expect(chain.version()).toBe(2);
  });

  it('lapses when one of four is not ready, and the chain continues as it was', () => {
    const chain = createChain([1, 1, 1, 1]);
    const height = plan(chain, 12);
    for (const index of [0, 1, 2]) chain.announce(index, 2);
    chain.reach(height);
    expect(chain.version()).toBe(firstVersion);
    expect(chain.record()).toEqual({
      effective: null,
      pending: null,
      lapsed: { version: 2, height, ...release, announced: 3, power: 4 },
    });
    expect(chain.ledger.header.version).toBe(firstVersion);
  });

  it('goes by the newest announcement of each, up to the block before', () => {
    const chain = createChain([1, 1]);
    const height = plan(chain, 12);
    chain.announce(0, 2);
    chain.announce(1, 3);
    chain.announce(1, 1);
    expect(chain.ledger.header.height).toBeLessThan(height - 1n);
    chain.reach(height - 1n);
    expect(chain.version()).toBe(firstVersion);

    const again = plan(chain, 6);
    chain.reach(again - 2n);
    expect(chain.announce(1, 2)).toBe('success');
    expect(chain.ledger.header.height).toBe(again - 1n);
    expect(chain.version()).toBe(2);
    expect(chain.record().lapsed).toMatchObject({ height });
  });

  it('comes too late in the block of its height', () => {
    const chain = createChain([1, 1]);
    const height = plan(chain, 6);
    chain.announce(0, 2);
    chain.reach(height - 1n);
    chain.announce(1, 2);
    expect(chain.ledger.header.height).toBe(height);
    expect(chain.version()).toBe(firstVersion);
  });

  it('counts the power that decides its height: a change two blocks before counts, a later one does not', () => {
    const remove: GovernanceAction = { type: 'removeValidator', node: 'node4' };
    for (const [blocksBefore, version] of [
      [2, 2],
      [1, firstVersion],
    ] as const) {
      const chain = createChain([3, 3, 3, 1]);
      const height = plan(chain, 14);
      for (const index of [0, 1]) chain.announce(index, 2);
      chain.announce(2, 2);
      // 9 of 10 is enough; 9 of 11 would not be.
      chain.pass({ type: 'setPower', node: 'node4', power: 2 });
      const number = (chain.ledger.state.get(stateKey.counter('proposal'))?.count ?? 0) + 1;
      const source = addressOf('op1');
      const expiresAt = toHeight(height + 10n);
      chain.run('op1', { type: 'propose', source, actions: [remove], expiresAt });
      chain.run('op2', {
        type: 'vote',
        source: addressOf('op2'),
        proposal: number,
        choice: 'approve',
      });
      chain.reach(height - BigInt(blocksBefore) - 1n);
      chain.run('op3', {
        type: 'vote',
        source: addressOf('op3'),
        proposal: number,
        choice: 'approve',
      });
      expect(chain.ledger.header.height).toBe(height - BigInt(blocksBefore));
      chain.reach(height - 1n);
      expect(chain.version()).toBe(version);
    }
  });

  it('is replaced by a later one, and never goes back', () => {
    const chain = createChain([1]);
    const first = plan(chain, 10);
    const second = plan(chain, 20, 3);
    chain.announce(0, 3);
    chain.reach(first);
    expect(chain.version()).toBe(firstVersion);
    chain.reach(second);
    expect(chain.version()).toBe(3);
    const height = chain.after(9);
    for (const version of [1, 2, 3]) {
      expect(chain.pass({ type: 'upgrade', version, height, ...release })).toBe('invalid_upgrade');
    }
  });

  it('needs a height that leaves time for announcements, and not for ever', () => {
    const chain = createChain([1]);
    for (const blocks of [0, 1, 2]) {
      const height = chain.after(blocks);
      expect(chain.pass({ type: 'upgrade', version: 2, height, ...release })).toBe(
        'invalid_upgrade',
      );
    }
    const height = chain.after(1_000_002);
    expect(chain.pass({ type: 'upgrade', version: 2, height, ...release })).toBe('invalid_upgrade');
    const soonest = chain.after(3);
    expect(chain.pass({ type: 'upgrade', version: 2, height: soonest, ...release })).toBe('passed');
  });

  it('leaves nothing in the state of a chain that never voted on one', () => {
    const chain = createChain([1]);
    chain.reach(3n);
    expect(chain.ledger.records.has(stateKey.protocol('version'))).toBe(false);
  });
});

describe('an announcement', () => {
  it('is for the operator of the node alone', () => {
    const chain = createChain([1, 1]);
    expect(chain.announce(1, 2, 'op1')).toBe('not_operator');
    expect(chain.announce(5, 2, 'op1')).toBe('unknown_node');
  });

  it('ceases to count when somebody else operates the node', () => {
    const chain = createChain([1, 1]);
    const height = plan(chain, 16);
    chain.announce(0, 2);
    chain.announce(1, 2);
    chain.pass({ type: 'setOperator', node: 'node2', operator: addressOf('alice') });
    chain.reach(height - 1n);
    expect(chain.version()).toBe(firstVersion);
  });

  it('is free, also where transactions are not', () => {
    const chain = createChain([1]);
    chain.pass({
      type: 'setFees',
      fees: {
        asset: 'EUR' as never,
        perTransaction: 5_000n,
        perByte: 0n,
        perSignature: 0n,
        recipient: null,
      },
    });
    expect(chain.announce(0, 2)).toBe('success');
  });
});

it('any powers and announcements: in force exactly when more than five sixths are ready', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ power: fc.integer({ min: 1, max: 9 }), ready: fc.boolean() }), {
        minLength: 1,
        maxLength: 7,
      }),
      (validators) => {
        const chain = createChain(validators.map(({ power }) => power));
        const height = plan(chain, 20);
        for (const [index, { ready }] of validators.entries()) if (ready) chain.announce(index, 2);
        chain.reach(height - 1n);
        const sum = (some: typeof validators) =>
          some.reduce((total, { power }) => total + power, 0);
        const announced = sum(validators.filter(({ ready }) => ready));
        const enough = announced / sum(validators) > 5 / 6;
        expect(isUpgradeQuorum(announced, sum(validators))).toBe(enough);
        expect(chain.version()).toBe(enough ? 2 : firstVersion);
        expect(chain.record().lapsed === null).toBe(enough);
      },
    ),
    { numRuns: 30 },
  );
});
