/** Addresses of the configuration, in libp2p's multiaddr form: `/ip4/127.0.0.1/tcp/4001`. */
import { peerIdFromString } from '@libp2p/peer-id';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { type PeerName, TransportError } from '@trellis/engine';
import { relayedAddress, sentryIn } from './address-records/multiaddr.ts';

/** Where to listen. Throws `TransportError` `bad_address`. */
export function parseListenAddress(text: string): Multiaddr {
  const address = parse(text);
  if (nameIn(address) !== undefined) {
    throw badAddress(text, 'an address to listen on has no /p2p part');
  }
  return address;
}

/**
 * Where connections to a peer are opened, with its name, so that nobody else's answer is taken for the peer's.
 * Throws `TransportError` `bad_address`, also when the address names another peer.
 */
export function parsePeerAddress(name: PeerName, text: string): Multiaddr {
  const sentry = sentryIn(text);
  if (sentry !== undefined) return throughSentry(sentry, name);
  const address = parse(text);
  const named = nameIn(address);
  if (named === undefined) return address.encapsulate(`/p2p/${peerIdFromString(name).toString()}`);
  if (named === name) return address;
  throw badAddress(text, `it names another peer than ${name}`);
}

function throughSentry(sentry: string, name: PeerName): Multiaddr {
  const address = relayedAddress(sentry);
  try {
    peerIdFromString(sentry);
  } catch {
    throw badAddress(address, 'it names no peer as the sentry');
  }
  return multiaddr(`${address}/p2p/${name}`);
}

function parse(text: string): Multiaddr {
  const address = tryParse(text);
  if (address === undefined) throw badAddress(text, 'it is no multiaddr');
  if (!address.getComponents().some((component) => component.name === 'tcp')) {
    throw badAddress(text, 'it has no /tcp part');
  }
  return address;
}

function tryParse(text: string): Multiaddr | undefined {
  try {
    return multiaddr(text);
  } catch {
    return undefined;
  }
}

function nameIn(address: Multiaddr): string | undefined {
  return address.getComponents().findLast((component) => component.name === 'p2p')?.value;
}

function badAddress(text: string, why: string): TransportError {
  return new TransportError(
    'bad_address',
    `the address ${text} can't be used: ${why}. Write it like /ip4/127.0.0.1/tcp/4001.`,
  );
}
