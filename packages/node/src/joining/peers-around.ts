/** Whom a node connects with, by the join requests of all: that depends on whether it is behind sentries. */
import { sentryIn } from '@trellis/network/multiaddr';
import type { NodeConfig } from '../config/config.ts';
import { type JoinRequest, peerOf } from './join-request.ts';

type Peers = NodeConfig['network']['peers'];

/**
 * A validator behind sentries keeps those that its operator named, and reaches through them whoever is behind sentries as well. An
 * observer has nothing to do with validators that are not on the public network: it follows by their sentries.
 */
export function peersAround(
  { network, validator, signer }: Pick<NodeConfig, 'network' | 'validator' | 'signer'>,
  self: string,
  requests: readonly JoinRequest[],
): Peers {
  const named = requests.flatMap((one) =>
    one.request.addresses.map((address) => ({ peer: peerOf(one), address })),
  );
  const others = named.filter(({ peer }) => peer !== self);
  const votes = validator !== null || signer !== null;
  // One that listens nowhere and was told whom to connect with, as `node init --sentry` does.
  const isBehindSentries = votes && network.listen.length === 0 && network.peers.length > 0;
  if (!isBehindSentries) return votes ? others : others.filter(isDirect);
  return [...network.peers.filter(isDirect), ...others.filter((one) => !isDirect(one))];
}

function isDirect({ address }: Peers[number]): boolean {
  return sentryIn(address) === undefined;
}
