/**
 * What the folders that survived say of a chain of whose validators others lost their disks: from where it can continue, and
 * whether blocks may be final that none of them knows. Pure.
 *
 * A block is final by precommits of a quorum. Whoever precommitted wrote that down before it was sent, so of the
 * validators that survive it is known what they precommitted; of the others anything is possible.
 */
import type { Address, Hash } from '@trellis/crypto';
import {
  type Height,
  isQuorum,
  nextHeight,
  type SignedVote,
  type ValidatorMember,
  type ValidatorSchedule,
  validatorAddress,
  validatorSetAt,
} from '@trellis/protocol';

/** What one folder holds; its signatures are verified. */
export interface Survivor {
  readonly node: string;
  /** The keys that it votes with. */
  readonly keys: readonly Address[];
  readonly head: { readonly height: Height; readonly blockId: Hash };
  /** By the state after its head. */
  readonly schedule: ValidatorSchedule;
  readonly votes: readonly SignedVote[];
  /** Whether a vote of its own that is not among these was not given. */
  readonly isLogWhole: boolean;
  /** Blocks after the head that it has whole. */
  readonly blocks: ReadonlySet<Hash>;
}

/** A validator of the height after the newest final block. */
interface AssessedValidator extends Pick<ValidatorMember, 'node' | 'operator' | 'power'> {
  readonly address: Address;
  readonly survives: boolean;
  /** What it precommitted last after the newest final block, as far as anybody who survives knows. */
  readonly lastPrecommit: { readonly round: number; readonly blockId: Hash } | null;
}

/** A block after the newest final one that somebody precommitted. */
export interface PrecommittedBlock {
  readonly height: Height;
  readonly round: number;
  readonly blockId: Hash;
  /** Of those that are known to have precommitted it. */
  readonly power: number;
  /** Whether it is final if whoever did not survive precommitted it too. */
  readonly mayBeFinal: boolean;
  /** Nodes that have it whole. */
  readonly storedBy: readonly string[];
}

export interface Assessment {
  /** The newest block that a survivor knows to be final, and who has it. */
  readonly head: Survivor['head'] & { readonly nodes: readonly string[] };
  readonly validators: readonly AssessedValidator[];
  readonly totalPower: number;
  readonly survivingPower: number;
  /** Whether those that survive are a quorum: they only have to be started. */
  readonly continues: boolean;
  /** By height and round, the highest first. */
  readonly precommitted: readonly PrecommittedBlock[];
  /** Whether those that did not survive are a quorum by themselves: what they made final nobody else need know. */
  readonly mayLackFinalBlocks: boolean;
  /** Nodes that have another block at a height than the first of them: more than a third signed twice. */
  readonly otherChains: readonly string[];
}

/** Of one survivor at least, all of one chain. */
export function assessSurvivors(survivors: readonly Survivor[]): Assessment {
  const best = survivors.reduce((one, other) =>
    other.head.height > one.head.height ? other : one,
  );
  const { head, schedule } = best;
  const height = nextHeight(head.height);
  const set = validatorSetAt(schedule, height);
  const members = membersOf(schedule, height);
  const holders = new Map(survivors.flatMap((one) => one.keys.map((key) => [key, one] as const)));
  const powerOf = (chosen: (address: Address) => boolean): number =>
    set.validators.reduce((sum, { address, power }) => sum + (chosen(address) ? power : 0), 0);
  const survivingPower = powerOf((address) => holders.has(address));
  const precommits = precommitsAt(survivors, height);
  const precommitted = blocksOf(precommits).map(({ round, blockId }): PrecommittedBlock => {
    const known = new Set(
      precommits
        .filter((one) => one.round === round && one.blockId === blockId)
        .map(({ validator }) => validator),
    );
    // Of a survivor whose log is damaged anything is possible as well.
    const isPossible = (address: Address): boolean =>
      known.has(address) || holders.get(address)?.isLogWhole !== true;
    return {
      height,
      round,
      blockId,
      power: powerOf((address) => known.has(address)),
      mayBeFinal: isQuorum(set, powerOf(isPossible)),
      storedBy: survivors.filter(({ blocks }) => blocks.has(blockId)).map(({ node }) => node),
    };
  });
  return {
    head: { ...head, nodes: nodesAt(survivors, head) },
    validators: set.validators.map(({ address, power }) => {
      const member = members.get(address);
      return {
        node: member?.node ?? '',
        operator: member?.operator ?? address,
        power,
        address,
        survives: holders.has(address),
        lastPrecommit: lastOf(precommits, address),
      };
    }),
    totalPower: set.totalPower,
    survivingPower,
    continues: isQuorum(set, survivingPower),
    precommitted,
    mayLackFinalBlocks: isQuorum(
      set,
      powerOf((address) => holders.get(address)?.isLogWhole !== true),
    ),
    otherChains: survivors
      .filter((one) => one.head.height === head.height && one.head.blockId !== head.blockId)
      .map(({ node }) => node),
  };
}

function membersOf(
  { sets }: ValidatorSchedule,
  height: Height,
): ReadonlyMap<Address, ValidatorMember> {
  const members = sets.findLast(({ fromHeight }) => fromHeight <= height)?.members ?? [];
  return new Map(members.map((member) => [validatorAddress(member), member]));
}

function nodesAt(survivors: readonly Survivor[], head: Survivor['head']): readonly string[] {
  return survivors.filter((one) => one.head.blockId === head.blockId).map(({ node }) => node);
}

type Precommit = SignedVote & { readonly blockId: Hash };

/** Each once, of everybody that anybody heard of. */
function precommitsAt(survivors: readonly Survivor[], height: Height): readonly Precommit[] {
  const found = new Map<string, Precommit>();
  for (const vote of survivors.flatMap(({ votes }) => votes)) {
    if (vote.type !== 'precommit' || vote.height !== height || vote.blockId === null) continue;
    const { blockId } = vote;
    found.set(`${vote.validator} ${vote.round} ${blockId}`, { ...vote, blockId });
  }
  return [...found.values()];
}

function blocksOf(
  precommits: readonly Precommit[],
): readonly Pick<Precommit, 'round' | 'blockId'>[] {
  const found = new Map(precommits.map((one) => [`${one.round} ${one.blockId}`, one]));
  return [...found.values()].sort((one, other) => other.round - one.round);
}

function lastOf(precommits: readonly Precommit[], validator: Address) {
  const own = precommits.filter((one) => one.validator === validator);
  const [first, ...others] = own;
  if (first === undefined) return null;
  const { round, blockId } = others.reduce(
    (one, other) => (other.round > one.round ? other : one),
    first,
  );
  return { round, blockId };
}
