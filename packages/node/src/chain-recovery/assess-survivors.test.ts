import { type Address, asciiBytes, type Hash, hash } from '@trellis/crypto';
import { type SignedVote, toHeight, validatorAddress } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { assessSurvivors, type Survivor } from './assess-survivors.ts';

const idOf = (name: string): Hash => hash('header', asciiBytes(name));
const members = Array.from({ length: 7 }, (_, index) => ({
  node: `node${index + 1}`,
  operator: hash('keyAddress', asciiBytes(`operator ${index}`)) as Address,
  scheme: 'ed25519' as const,
  publicKey: new Uint8Array(32).fill(index + 1),
  power: 1,
}));
const schedule = (count: number) => ({
  sets: [{ fromHeight: toHeight(0n), members: members.slice(0, count) }],
});
const addressOf = (index: number): Address => {
  const member = members[index];
  if (member === undefined) throw new RangeError(`no validator ${index}`);
  return validatorAddress(member);
};

function precommit(index: number, block: string | null, round = 0, height = 11): SignedVote {
  return {
    type: 'precommit',
    height: toHeight(BigInt(height)),
    round,
    blockId: block === null ? null : idOf(block),
    validator: addressOf(index),
    signature: new Uint8Array(),
  };
}

function survivor(count: number, index: number, given: Partial<Survivor> = {}): Survivor {
  return {
    node: `node${index + 1}`,
    keys: [addressOf(index)],
    head: { height: toHeight(10n), blockId: idOf('ten') },
    schedule: schedule(count),
    votes: [],
    isLogWhole: true,
    blocks: new Set(),
    ...given,
  };
}

describe('two of four disks lost', () => {
  it('with nothing precommitted: no later block is final', () => {
    const found = assessSurvivors([survivor(4, 0), survivor(4, 1)]);
    expect(found).toMatchObject({
      head: { height: 10n, blockId: idOf('ten'), nodes: ['node1', 'node2'] },
      survivingPower: 2,
      totalPower: 4,
      continues: false,
      precommitted: [],
      mayLackFinalBlocks: false,
      otherChains: [],
    });
    expect(found.validators.map(({ survives }) => survives).sort()).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('a block that one survivor precommitted may be final: the two that are lost may have done so too', () => {
    const { precommitted } = assessSurvivors([
      survivor(4, 0, { votes: [precommit(0, 'eleven')], blocks: new Set([idOf('eleven')]) }),
      survivor(4, 1, { votes: [precommit(1, null)] }),
    ]);
    expect(precommitted).toEqual([
      {
        height: 11n,
        round: 0,
        blockId: idOf('eleven'),
        power: 1,
        mayBeFinal: true,
        storedBy: ['node1'],
      },
    ]);
  });

  it('a block that only one of the lost precommitted is not final, as it takes three', () => {
    const { precommitted } = assessSurvivors([
      survivor(4, 0, { votes: [precommit(2, 'eleven')] }),
      survivor(4, 1),
    ]);
    expect(precommitted).toMatchObject([{ power: 1, mayBeFinal: false, storedBy: [] }]);
  });

  it('a survivor whose log is damaged may have precommitted anything', () => {
    const found = assessSurvivors([
      survivor(4, 0, { votes: [precommit(2, 'eleven')] }),
      survivor(4, 1, { isLogWhole: false }),
    ]);
    expect(found.precommitted).toMatchObject([{ mayBeFinal: true }]);
    expect(found.mayLackFinalBlocks).toBe(true);
  });

  it('rounds are told apart, the highest first', () => {
    const { precommitted, validators } = assessSurvivors([
      survivor(4, 0, { votes: [precommit(0, 'a', 0), precommit(0, 'b', 2)] }),
      survivor(4, 1, { votes: [precommit(1, 'a', 0)] }),
    ]);
    expect(precommitted.map(({ round, power }) => [round, power])).toEqual([
      [2, 1],
      [0, 2],
    ]);
    const first = validators.find(({ node }) => node === 'node1');
    expect(first?.lastPrecommit).toEqual({ round: 2, blockId: idOf('b') });
  });
});

describe('of seven', () => {
  it('three disks lost: a block takes a survivor to be final', () => {
    const found = assessSurvivors([0, 1, 2, 3].map((index) => survivor(7, index)));
    expect(found).toMatchObject({ continues: false, mayLackFinalBlocks: false });
    const one = [survivor(7, 0, { votes: [precommit(0, 'x')] }), survivor(7, 1)];
    const four = assessSurvivors([...one, survivor(7, 2), survivor(7, 3)]);
    // Three that are lost and one: a quorum takes five.
    expect(four.precommitted).toMatchObject([{ mayBeFinal: false }]);
  });

  it('two disks lost: those that survive only have to be started', () => {
    const found = assessSurvivors([0, 1, 2, 3, 4].map((index) => survivor(7, index)));
    expect(found.continues).toBe(true);
  });

  it('five disks lost: final blocks may be missing that nobody knows of', () => {
    const found = assessSurvivors([survivor(7, 0), survivor(7, 1)]);
    expect(found.mayLackFinalBlocks).toBe(true);
  });
});

it('the newest final block counts, whoever has it; votes of heights before it do not', () => {
  const newer = { height: toHeight(12n), blockId: idOf('twelve') };
  const found = assessSurvivors([
    survivor(4, 0, { votes: [precommit(0, 'eleven')] }),
    survivor(4, 1, { head: newer, keys: [] }),
  ]);
  expect(found).toMatchObject({ head: { ...newer, nodes: ['node2'] }, precommitted: [] });
  expect(found.survivingPower).toBe(1);
});

it('two blocks of one height are two chains', () => {
  const other = { height: toHeight(10n), blockId: idOf('other ten') };
  const found = assessSurvivors([survivor(4, 0), survivor(4, 1, { head: other })]);
  expect(found.otherChains).toEqual(['node2']);
});
