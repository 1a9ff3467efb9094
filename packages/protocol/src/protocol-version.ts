/**
 * Versions of the protocol: what is valid in a block is decided by the version in its header. The validators change it by a vote
 * while the network runs (docs/upgrades.md).
 */
import type { ValueOf } from './codec.ts';
import { addressCodec, hashCodec, text, uint32 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { firstVersion } from './features.ts';
import { limits } from './limits.ts';
import { nodeNameCodec } from './network-node.ts';
import { heightCodec } from './scalars.ts';

/** Name of a release, for people: printable ASCII without spaces. */
const releaseNameCodec = text(
  limits.releaseNameBytesMax,
  `the name of a release: 1 to ${limits.releaseNameBytesMax} printable ASCII characters without spaces`,
  (value): value is string => /^[\x21-\x7e]+$/.test(value),
);

/** What an upgrade is to: a version from a height on, and the release that brings the software for it. */
export const upgradeFields = {
  version: uint32,
  /** The first height of the version. */
  height: heightCodec,
  release: releaseNameCodec,
  /** SHA-256 of the release, as whoever publishes it names it. */
  releaseHash: hashCodec,
};

/**
 * Under `protocol/`: the upgrade whose version the next block has, the one that is to follow it, and the last one that did
 * not take effect. A chain without this record is at the first version.
 */
export const protocolRecordCodec = container({
  effective: optional(container(upgradeFields)),
  pending: optional(container(upgradeFields)),
  /** Too little power was ready: `announced` of `power`. */
  lapsed: optional(container({ ...upgradeFields, announced: uint32, power: uint32 })),
});

/** Under `announcement/`: the newest version that the software of a node knows, as its operator has said. */
export const announcementRecordCodec = container({
  node: nodeNameCodec,
  /** Who said so; it counts as long as the account operates the node. */
  operator: addressCodec,
  version: uint32,
  at: heightCodec,
});

export type ProtocolRecord = ValueOf<typeof protocolRecordCodec>;

/** The version of the next block. */
export function versionOf({ effective }: Pick<ProtocolRecord, 'effective'>): number {
  return effective?.version ?? firstVersion;
}

/**
 * Whether enough of the power that decides a height is ready for it: more than five sixths, so that the
 * chain continues without the rest, and without a sixth more that may be faulty.
 */
export function isUpgradeQuorum(announced: number, power: number): boolean {
  return 6 * announced > 5 * power;
}
