/** Addresses of nodes as the configuration and join requests write them, and as people do. */
import { isIP } from 'node:net';
import { text } from '@trellis/protocol';

/** Such as `/ip4/127.0.0.1/tcp/26600`, `/ip6/2001:db8::1/tcp/26600` or `/dns/bank-a.example/tcp/26600`. */
export const multiaddrCodec = text(256, 'an address such as /ip4/127.0.0.1/tcp/26600', isMultiaddr);

const hostName =
  /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*$/;

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
      return hostName.test(host) && isIP(host) === 0;
    default:
      return false;
  }
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
