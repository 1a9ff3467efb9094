/** What the ledger says of the nodes of its network, and of those among them that vote on blocks. */
import { type Address, keyAddress, type SchemeName } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { addressCodec, text, uint16 } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import type { Height } from './height.ts';
import { limits } from './limits.ts';
import { heightCodec, publicKeyCodec, schemeCodec } from './scalars.ts';
import { createValidatorSet, type ValidatorSet } from './validator-set.ts';

/** Name of a node, for people and in the registry: 1 to 32 of a-z, 0-9 and `-`. */
export const nodeNameCodec = text(
  limits.nodeNameBytesMax,
  'a node name: 1 to 32 of a-z, 0-9 and -',
  (value): value is string => /^[a-z0-9-]{1,32}$/.test(value),
);

/** A libp2p peer id, which names a node on the network and stays when its keys change. */
export const peerCodec = text(128, 'a libp2p peer id', (value): value is string =>
  /^[1-9A-HJ-NP-Za-km-z]{20,128}$/.test(value),
);

/** A network key by its address (`keyAddress`), and the last height at which it counts, if there is one. */
const networkKeyCodec = container({ key: addressCodec, until: optional(heightCodec) });

/** Under `node/`: who may connect. `until` is the last height at which it may, `null` for no end. */
export const nodeRecordCodec = container({
  name: nodeNameCodec,
  peer: peerCodec,
  /** The newest last; the ones before it still count while the network changes over. */
  networkKeys: list(networkKeyCodec, limits.networkKeysMax, 1),
  /** The account that acts for the node in governance. */
  operator: addressCodec,
  until: optional(heightCodec),
});

/** Under `peer/` and `networkKey/`: whose it is. */
export const nodeNameRecordCodec = container({ node: nodeNameCodec });

export const validatorMemberCodec = container({
  node: nodeNameCodec,
  operator: addressCodec,
  scheme: schemeCodec,
  publicKey: publicKeyCodec,
  power: uint16,
});

/** Under `validators/`: who decides from which height on. The sets are in the order of their heights. */
export const validatorScheduleCodec = container({
  sets: list(
    container({
      fromHeight: heightCodec,
      members: list(validatorMemberCodec, limits.validatorsMax, 1),
    }),
    3,
    1,
  ),
});

export type NodeRecord = ValueOf<typeof nodeRecordCodec>;
export type ValidatorMember = ValueOf<typeof validatorMemberCodec>;
export type ValidatorSchedule = ValueOf<typeof validatorScheduleCodec>;

/** Address of a validator: that of the key it votes with. */
export function validatorAddress({
  scheme,
  publicKey,
}: {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
}): Address {
  return keyAddress(scheme, publicKey);
}

/** The validators that decide a height, as far as the schedule knows. */
export function membersAt({ sets }: ValidatorSchedule, height: Height): readonly ValidatorMember[] {
  return sets.findLast(({ fromHeight }) => fromHeight <= height)?.members ?? [];
}

/** The validator set of a height. Throws for a schedule that the ledger's rules don't make. */
export function validatorSetAt(schedule: ValidatorSchedule, height: Height): ValidatorSet {
  const made = createValidatorSet(membersAt(schedule, height));
  if (!made.ok) throw new Error(`not a validator set at height ${height}: ${made.problem}`);
  return made.set;
}

/** Whether a node may take part at a height. */
export function isAdmitted({ until }: NodeRecord, height: Height): boolean {
  return until === null || height <= until;
}

/** The network keys of a node that count at a height. */
export function networkKeysAt(node: NodeRecord, height: Height): readonly Address[] {
  if (!isAdmitted(node, height)) return [];
  return node.networkKeys
    .filter(({ until }) => until === null || height <= until)
    .map(({ key }) => key);
}
