import { describe, expect, it } from 'vitest';
import {
  addressGroup,
  isLoopback,
  networkMatcher,
  networkProblem,
  plainAddress,
} from './network.ts';

describe('networks', () => {
  it('hold the addresses of their prefix, however a socket writes them', () => {
    const inside = networkMatcher(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32']);
    for (const address of ['10.1.255.255', '::ffff:10.1.0.1', '192.0.2.7', '2001:db8::1%eth0']) {
      expect(inside(address), address).toBe(true);
    }
    for (const address of ['10.2.0.0', '192.0.2.8', '2001:db9::1', '', 'localhost', '10.1']) {
      expect(inside(address), address).toBe(false);
    }
  });

  it('hold nothing when there are none', () => {
    expect(networkMatcher([])('127.0.0.1')).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0.256', '::/129', 'example.com', '10.0.0.0/8/8', '', '10.0.0.0/'])(
    'are not "%s"',
    (text) => expect(networkProblem(text)).toBeDefined(),
  );

  it.each(['10.0.0.0/8', '127.0.0.1', '::1', 'fe80::/10', '0.0.0.0/0'])('are "%s"', (text) =>
    expect(networkProblem(text)).toBeUndefined(),
  );
});

describe('this machine', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', 'LOCALHOST', '::1', '[::1]', '::ffff:127.0.0.1'])(
    'is %s',
    (host) => expect(isLoopback(host)).toBe(true),
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com', ''])(
    'is not "%s"',
    (host) => expect(isLoopback(host)).toBe(false),
  );

  it('has one plain address', () => {
    expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  });

  it('counts by /64 where one has many', () => {
    expect(addressGroup('::ffff:10.0.0.1')).toBe('10.0.0.1');
    for (const address of ['2001:db8::1', '2001:0DB8:0:0:1:2:3:4', '2001:db8::ffff:0:0:1']) {
      expect(addressGroup(address)).toBe('2001:db8:0:0::/64');
    }
    expect(addressGroup('::1')).toBe('0:0:0:0::/64');
    expect(addressGroup('2001:db8:0:1::1')).toBe('2001:db8:0:1::/64');
  });
});
