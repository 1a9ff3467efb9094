/** Addresses of nodes as the configuration, join requests and address records write them, and as people do. */
import { BlockList, isIP } from 'node:net';
import { text } from '@trellis/protocol';

/** Of one node. */
export const addressesMax = 8;

const addressBytesMax = 256;

/** Such as `/ip4/127.0.0.1/tcp/26600`, `/ip6/2001:db8::1/tcp/26600` or `/dns/bank-a.example/tcp/26600`. */
export const multiaddrCodec = text(
  addressBytesMax,
  'an address such as /ip4/127.0.0.1/tcp/26600',
  isMultiaddr,
);

/** One that others can connect to: with a port, and no address that stands for several or for none. */
export const publicMultiaddrCodec = text(
  addressBytesMax,
  'an address that others reach, such as /ip4/203.0.113.5/tcp/26600',
  (value): value is string => isMultiaddr(value) && isReachable(value),
);

/** Where connections to a peer are opened: at itself, or through a sentry of it, `/p2p/SENTRY/p2p-circuit`. */
export const peerAddressCodec = text(
  addressBytesMax,
  'an address such as /ip4/127.0.0.1/tcp/26600, or /p2p/PEER-ID-OF-A-SENTRY/p2p-circuit',
  (value): value is string => isMultiaddr(value) || sentryIn(value) !== undefined,
);

/** Where a peer is reached through a sentry of it. */
export function relayedAddress(sentry: string): string {
  return `/p2p/${sentry}/p2p-circuit`;
}

/** The peer through which an address leads; `undefined`: it leads to a host. */
export function sentryIn(address: string): string | undefined {
  return /^\/p2p\/([1-9A-HJ-NP-Za-km-z]{20,128})\/p2p-circuit$/.exec(address)?.[1];
}

const hostName =
  /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*$/;

/** An IPv4 address with a mistake, or as resolvers read it too (`127.1`): no name ends so (WHATWG URL, "ends in a number"). */
const numberAtEnd = /(^|\.)([0-9]+|0[xX][0-9A-Fa-f]*)$/;

/** "This host" and groups of hosts. A mapped IPv4 address counts as what it maps. */
const noHosts = new BlockList();
noHosts.addSubnet('0.0.0.0', 8);
noHosts.addSubnet('224.0.0.0', 3);
noHosts.addAddress('::', 'ipv6');
noHosts.addSubnet('ff00::', 8, 'ipv6');

/** As `readMultiaddr`, of an address that others can connect to. */
export function readPublicMultiaddr(address: string): string | undefined {
  const read = readMultiaddr(address);
  return read !== undefined && isReachable(read) ? read : undefined;
}

function isMultiaddr(value: string): value is string {
  const [empty, family, host = '', tcp, port = '', ...rest] = value.split('/');
  if (empty !== '' || tcp !== 'tcp' || rest.length > 0) return false;
  if (!/^(0|[1-9][0-9]{0,4})$/.test(port) || Number(port) > 65_535) return false;
  switch (family) {
    case 'ip4':
      return isIP(host) === 4;
    case 'ip6':
      // A zone names an interface of one machine.
      return isIP(host) === 6 && !host.includes('%');
    case 'dns':
    case 'dns4':
    case 'dns6':
      return hostName.test(host) && !numberAtEnd.test(host);
    default:
      return false;
  }
}

function isReachable(address: string): boolean {
  const { host, port } = hostAndPort(address);
  const family = isIP(host);
  return port !== 0 && (family === 0 || !noHosts.check(host, family === 4 ? 'ipv4' : 'ipv6'));
}

/** The host and the port of an address that `multiaddrCodec` or libp2p wrote. */
export function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const [, , host = '', , port = ''] = address.split('/');
  return { host, port: Number(port) };
}

/**
 * An address as people write it, `bank-a.example:26600`, `203.0.113.5:26600` or `[2001:db8::1]:26600`, or a multiaddr as
 * it is; `undefined` if it is none.
 */
export function readMultiaddr(address: string): string | undefined {
  if (address.startsWith('/')) return isMultiaddr(address) ? address : undefined;
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):([0-9]+)$/.exec(address) ?? [];
  const host = bracketed ?? plain ?? '';
  const family = isIP(host);
  if ((bracketed !== undefined) !== (family === 6)) return undefined;
  const made = `/${family === 0 ? 'dns' : `ip${family}`}/${host}/tcp/${port}`;
  return isMultiaddr(made) ? made : undefined;
}
