/** The nodes of the network as the newest final state has them, by what the network knows them by. */
import type { Address } from '@trellis/crypto';
import { genesisNodes, type StateChanges } from '@trellis/ledger';
import {
  entriesOf,
  type Genesis,
  type Height,
  isAdmitted,
  membersAt,
  type NodeRecord,
  networkKeysAt,
  nextHeight,
  toHeight,
  type ValidatorMember,
  type ValidatorSchedule,
  validatorAddress,
} from '@trellis/protocol';
import type { PeerName } from '../ports/transport.ts';

export interface Registry {
  /** All there ever were, by name. */
  nodes(): readonly NodeRecord[];
  named(name: string): NodeRecord | undefined;
  /** The node with this peer id, if it may take part in the next block. */
  withPeer(peer: string): NodeRecord | undefined;
  /** The node whose network key has this address, if it may take part in the next block. */
  withNetworkKey(key: Address): NodeRecord | undefined;
  /** Takes over what a block changed; says whether anybody's right to connect did. */
  blockFinal(next: Height, changes: StateChanges): boolean;
}

/** The registry before the block `next`, of the nodes in the state. */
export function createRegistry(initial: readonly NodeRecord[], next: Height): Registry {
  const nodes = new Map(initial.map((node) => [node.name, node]));
  let byPeer = new Map<string, NodeRecord>();
  let byKey = new Map<Address, NodeRecord>();

  function admit(height: Height): void {
    byPeer = new Map();
    byKey = new Map();
    for (const node of nodes.values()) {
      if (!isAdmitted(node, height)) continue;
      byPeer.set(node.peer, node);
      for (const key of networkKeysAt(node, height)) byKey.set(key, node);
    }
  }
  admit(next);

  return {
    nodes: () => [...nodes.values()],
    named: (name) => nodes.get(name),
    withPeer: (peer) => byPeer.get(peer),
    withNetworkKey: (key) => byKey.get(key),
    blockFinal(height, changes) {
      let changed = false;
      for (const [, node] of entriesOf('node', changes)) {
        if (node === null) continue;
        nodes.set(node.name, node);
        changed = true;
      }
      if (!changed && !endsAt(nodes.values(), height)) return false;
      admit(height);
      return true;
    },
  };
}

/** The registry before block 1: who may connect before anything but the genesis is known. */
export function genesisRegistry(genesis: Genesis): Registry {
  return createRegistry(genesisNodes(genesis), toHeight(1n));
}

/** The nodes that vote on the block `next` or the one after, who must hear of votes in time. */
export function validatorPeers(
  registry: Registry,
  schedule: ValidatorSchedule,
  next: Height,
): ReadonlySet<PeerName> {
  const members = [...membersAt(schedule, next), ...membersAt(schedule, nextHeight(next))];
  return new Set(
    members.flatMap(({ node }) => {
      const peer = registry.named(node)?.peer;
      return peer === undefined ? [] : [peer as PeerName];
    }),
  );
}

/** The peer behind a validator of a height. */
export function validatorPeer(
  registry: Registry,
  schedule: ValidatorSchedule,
  height: Height,
  validator: Address,
): PeerName | undefined {
  const member = membersAt(schedule, height).find((one) => memberAddress(one) === validator);
  return member && (registry.named(member.node)?.peer as PeerName | undefined);
}

/** Addresses are hashes of long keys, and are asked for with every vote. */
const memberAddresses = new WeakMap<ValidatorMember, Address>();

function memberAddress(member: ValidatorMember): Address {
  const known = memberAddresses.get(member);
  if (known !== undefined) return known;
  const address = validatorAddress(member);
  memberAddresses.set(member, address);
  return address;
}

/** Whether a node or one of its keys counted for the last time at the height before. */
function endsAt(nodes: Iterable<NodeRecord>, height: Height): boolean {
  for (const { until, networkKeys } of nodes) {
    if (until !== null && until + 1n === height) return true;
    if (networkKeys.some((key) => key.until !== null && key.until + 1n === height)) return true;
  }
  return false;
}
