/** What the network votes on while it runs: who is a node, and who votes with what power and which key. */
import type { SigningKey } from '@trellis/crypto';
import { validatorSchedule } from '@trellis/ledger';
import {
  type GovernanceAction,
  type Height,
  isAdmitted,
  nextHeight,
  type Operation,
  stateKey,
  toHeight,
  type ValidatorSet,
  validatorAddress,
} from '@trellis/protocol';
import { accountOf, nodeName, nodeOf } from '../../small-chain.ts';
import { isBearable } from '../consensus/plan.ts';
import type { Random } from '../random.ts';
import type { VotedChange } from './plan.ts';
import type { Referee } from './referee.ts';

/** A node that may be voted on. */
export interface ProposedBlock {
  /** Those that it may vote with, one at a time. */
  readonly keys: readonly SigningKey[];
  /** It can't vote, whatever is decided. */
  readonly observes: boolean;
  readonly isHonest: boolean;
  /** Nobody gives a vote to a node that does not run: it would be one more that is absent. */
  isRunning(): boolean;
}

export interface Council {
  /** The next thing to vote on, `null` for nothing at present. Notes what became of the one before. */
  next(): Operation | null;
  /** How many passed. */
  passed(): number;
}

type Action = Extract<GovernanceAction, { readonly type: VotedChange }>;

/** Things looked at before there is nothing to do. */
const triesMax = 8;

/** One account operates all nodes, so that what it proposes is approved at once; what becomes of votes is not tested here. */
export function createCouncil(parts: {
  readonly governor: SigningKey;
  readonly proposedBlocks: ReadonlyMap<number, ProposedBlock>;
  readonly kinds: readonly VotedChange[];
  readonly referee: Referee;
  readonly random: Random;
}): Council {
  const { governor, proposedBlocks, kinds, referee, random } = parts;
  const { chain } = referee;
  const byName = new Map([...proposedBlocks].map(([index, one]) => [nodeName(index), one]));
  let last: Action | null = null;
  let passed = 0;

  const members = () => validatorSchedule(chain.state()).sets.at(-1)?.members ?? [];
  const after = (): Height => nextHeight(chain.head().header.height);

  /** One of many things that could be done, `null` if that makes no sense now. */
  function choose(): Action | null {
    const type = random.pick(kinds);
    const [index, { keys, observes, isRunning }] = random.pick([...proposedBlocks]);
    const node = nodeName(index);
    const member = members().find((one) => one.node === node);
    const record = chain.state().get(stateKey.node(node));
    const isNode = record !== undefined && isAdmitted(record, after());
    const used = member && validatorAddress(member);
    const { scheme, publicKey } = random.pick(keys.filter((key) => validatorAddress(key) !== used));
    const power = random.between(1, 5);
    switch (type) {
      case 'addValidator':
        if (member || !isNode || observes || !isRunning()) return null;
        return { type, node, scheme, publicKey, power };
      case 'removeValidator':
        return member ? { type, node } : null;
      case 'setPower':
        return member ? { type, node, power } : null;
      case 'rotateValidatorKey':
        return member ? { type, node, scheme, publicKey } : null;
      case 'addNode': {
        const { peer, networkKey, operator } = nodeOf(index, keys[0] ?? governor, governor);
        return isNode ? null : { type, node, peer, networkKey, operator };
      }
      case 'removeNode':
        return isNode ? { type, node } : null;
    }
  }

  /** Whether those who lie will be few enough, and somebody is left. */
  function isBearableAfter(action: Action): boolean {
    const powers = new Map(members().map(({ node, power }) => [node, power]));
    if (action.type === 'removeValidator' || action.type === 'removeNode') {
      powers.delete(action.node);
    }
    if (action.type === 'addValidator' || action.type === 'setPower') {
      powers.set(action.node, action.power);
    }
    let [lying, total] = [0, 0];
    for (const [node, power] of powers) {
      total += power;
      if (!byName.get(node)?.isHonest) lying += power;
    }
    return isBearable(lying, total);
  }

  /** Whether what passed at a height is what decides two heights later. */
  function checkEffect(action: Action, at: Height): void {
    const of = byName.get(action.node);
    const set = referee.validatorsOf(toHeight(at + 2n));
    // Evidence may have taken a liar's place in the same block.
    if (of === undefined || !of.isHonest || hasEffect(action, of, set)) return;
    referee.report(
      'validators',
      `${action.type} ${action.node} passed at ${at}, and not in effect`,
    );
  }

  return {
    next() {
      const { count } = chain.state().get(stateKey.counter('proposal')) ?? { count: 0 };
      const outcome = chain.state().get(stateKey.proposal(count))?.outcome;
      if (last !== null && outcome?.type === 'passed') {
        passed += 1;
        checkEffect(last, outcome.at);
      }
      last = null;
      for (let tries = 0; tries < triesMax && last === null; tries++) {
        const chosen = choose();
        if (chosen !== null && isBearableAfter(chosen)) last = chosen;
      }
      if (last === null) return null;
      const expiresAt = toHeight(after() + 1_000n);
      return { type: 'propose', source: accountOf(governor), actions: [last], expiresAt };
    },
    passed: () => passed,
  };
}

function hasEffect(
  action: Action,
  { keys }: ProposedBlock,
  set: ValidatorSet | undefined,
): boolean {
  if (set === undefined) return false;
  const votes = keys.flatMap((key) => {
    const index = set.indexOf.get(validatorAddress(key));
    return index === undefined ? [] : [set.validators[index]];
  });
  switch (action.type) {
    case 'addValidator':
    case 'setPower':
      return votes.length === 1 && votes[0]?.power === action.power;
    case 'rotateValidatorKey':
      return votes.length === 1 && votes[0]?.address === validatorAddress(action);
    case 'removeValidator':
    case 'removeNode':
      return votes.length === 0;
    case 'addNode':
      return true;
  }
}
