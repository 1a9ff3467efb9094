/** Changing the version of the protocol: the vote for it, what operators announce, and what comes of both at the height. */
import {
  type GovernanceActionOf,
  type Height,
  isUpgradeQuorum,
  limits,
  membersAt,
  nextHeight,
  type OperationOf,
  type Status,
  stateKey,
  versionOf,
} from '@trellis/protocol';
import type { TransactionContext } from '../state/block-context.ts';
import { protocolOf, validatorSchedule } from '../state/registry.ts';
import type { Overlay, State } from '../state/state.ts';

/** A validator of a height, and the version that its operator has announced for it. */
export interface Readiness {
  readonly node: string;
  readonly power: number;
  readonly version: number | null;
}

/** The validators that decide a height, as far as they are known by now, and what each is ready for. */
export function readinessAt(state: State, height: Height): readonly Readiness[] {
  return membersAt(validatorSchedule(state), height).map(({ node, operator, power }) => {
    const said = state.get(stateKey.announcement(node));
    // Whoever operated the node before can't know what it runs now.
    return { node, power, version: said?.operator === operator ? said.version : null };
  });
}

/** The power that is ready for a version, and all of it. */
export function readyPower(
  validators: readonly Readiness[],
  version: number,
): { readonly announced: number; readonly power: number } {
  const sum = (some: readonly Readiness[]) => some.reduce((total, { power }) => total + power, 0);
  const ready = validators.filter((one) => one.version !== null && one.version >= version);
  return { announced: sum(ready), power: sum(validators) };
}

/** Plans a version. At least a block lies between the vote and the first block of the version, for announcements. */
export function upgrade(
  state: Overlay,
  { version, height, release, releaseHash }: GovernanceActionOf<'upgrade'>,
  context: Pick<TransactionContext, 'height'>,
): Status {
  const protocol = protocolOf(state);
  const earliest = nextHeight(nextHeight(context.height));
  const latest = context.height + BigInt(limits.proposalBlocksMax);
  if (version <= versionOf(protocol) || height < earliest || height > latest)
    return 'invalid_upgrade';
  const pending = { version, height, release, releaseHash };
  state.set(stateKey.protocol('version'), { ...protocol, pending });
  return 'success';
}

/** Keeps what an operator says of the software of its node. */
export function announceVersion(
  state: Overlay,
  { source, node: name, version }: OperationOf<'announceVersion'>,
  { height }: Pick<TransactionContext, 'height'>,
): Status {
  const node = state.get(stateKey.node(name));
  if (node === undefined) return 'unknown_node';
  if (node.operator !== source) return 'not_operator';
  state.set(stateKey.announcement(name), { node: name, operator: source, version, at: height });
  return 'success';
}

/**
 * At the end of a block: whether a planned upgrade takes effect with the next one. Everything that decides it is known by
 * now: who decides a height is settled two blocks before it, and announcements count up to this block.
 */
export function settleUpgrade(state: Overlay, next: Height): void {
  const protocol = protocolOf(state);
  const { pending } = protocol;
  if (pending === null || pending.height !== next) return;
  const { announced, power } = readyPower(readinessAt(state, next), pending.version);
  state.set(
    stateKey.protocol('version'),
    isUpgradeQuorum(announced, power)
      ? { ...protocol, effective: pending, pending: null }
      : { ...protocol, pending: null, lapsed: { ...pending, announced, power } },
  );
}
