/** A peer whom a node's ledger admits, and what the node says of the others. */
import type { Address } from '@trellis/crypto';
import { expect } from 'vitest';
import { decodePeerKey, generatePeerKey, peerNameOf } from '../../peer-key.ts';
import {
  addressOf,
  chainId,
  connectedPeers,
  type TestNode,
  type TestNodeOptions,
  until,
} from '../../testing/network-fixture.ts';
import type { ChannelIdentity } from '../certificate.ts';
import { generateNetworkKey, readNetworkKey } from '../network-key.ts';
import type { RefusalCode } from '../refusal.ts';

export interface Member {
  readonly identity: ChannelIdentity;
  /** Another network key for the same peer, which the ledger does not know. */
  readonly impostor: () => ChannelIdentity;
  /** What a ledger answers that knows this member and nobody else. */
  readonly findNode: NonNullable<TestNodeOptions['findNode']>;
}

export async function createMember(): Promise<Member> {
  const encodedPeerKey = await generatePeerKey();
  const peerKey = decodePeerKey(encodedPeerKey);
  const impostor = (): ChannelIdentity => ({
    networkKey: readNetworkKey(generateNetworkKey()),
    peerKey,
    chainId,
  });
  const identity = impostor();
  const admitted = new Map<Address, { readonly peer: string }>([
    [identity.networkKey.address, { peer: peerNameOf(encodedPeerKey) }],
  ]);
  return { identity, impostor, findNode: (key) => admitted.get(key) };
}

/** The TCP port that a node listens on. */
export const portOf = (node: TestNode): number =>
  Number(/\/tcp\/([0-9]+)/.exec(addressOf(node))?.[1]);

/** The node's log says that it refused, with this code and why; nobody is connected. */
export async function expectRefusalLogged(
  node: TestNode,
  code: RefusalCode,
  detail = '',
): Promise<void> {
  await until(`the log says ${code}`, () =>
    node.log.some(({ fact, fields }) => {
      const said = String(fields.detail);
      const matches = said.length > 10 && said.includes(detail);
      return fact.includes('refused') && fields.code === code && matches;
    }),
  );
  expect(connectedPeers(node)).toEqual([]);
  expect(node.events).toEqual([]);
}
