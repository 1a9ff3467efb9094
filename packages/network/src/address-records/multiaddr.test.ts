import { expect, it } from 'vitest';
import { multiaddrCodec, readMultiaddr } from './multiaddr.ts';

it.each([
  ['bank-a.example:26600', '/dns/bank-a.example/tcp/26600'],
  ['203.0.113.5:26600', '/ip4/203.0.113.5/tcp/26600'],
  ['[2001:db8::1]:26600', '/ip6/2001:db8::1/tcp/26600'],
  ['/dns4/bank-a.example/tcp/1', '/dns4/bank-a.example/tcp/1'],
])('the address %s is %s', (text, address) => {
  expect(readMultiaddr(text)).toBe(address);
  expect(multiaddrCodec.fromJson(address)).toBe(address);
});

it.each([
  ...[
    'bank-a.example',
    ':26600',
    'bank-a.example:',
    'a b:1',
    '2001:db8::1:26600',
    '[203.0.113.5]:1',
  ],
  ...['203.0.113.5:65536', '203.0.113.5:01', '[fe80::1%eth0]:1', '-bank.example:1', 'a..b:1'],
  ...[
    '/ip4/1.2.3/tcp/1',
    '/ip4/1.2.3.4/udp/1',
    '/ip6/1.2.3.4/tcp/1',
    '/dns/1.2.3.4/tcp/1',
    '/dns/a/tcp/1/p2p/x',
  ],
  // With a mistake, or in forms that resolvers take for an IPv4 address.
  ...['203.0.113.500:1', '127.1:1', '2130706433:1', '0x7f000001:1', '0:1', '/dns/1.2.3.0x4/tcp/1'],
])('%s is no address', (text) => {
  expect(readMultiaddr(text)).toBeUndefined();
});
