import type { PeerName } from '@trellis/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseListenAddress, parsePeerAddress } from './addresses.ts';
import { generatePeerKey, peerNameOf } from './peer-key.ts';

let name: PeerName;
let other: PeerName;

beforeAll(async () => {
  name = peerNameOf(await generatePeerKey());
  other = peerNameOf(await generatePeerKey());
});

describe('addresses', () => {
  it('are used together with the name that is expected there', () => {
    const full = `/ip4/127.0.0.1/tcp/4001/p2p/${name}`;
    expect(parsePeerAddress(name, '/ip4/127.0.0.1/tcp/4001').toString()).toBe(full);
    expect(parsePeerAddress(name, full).toString()).toBe(full);
    expect(parsePeerAddress(name, '/dns4/example.org/tcp/1').toString()).toContain(name);
  });

  it('are refused when they name another peer', () => {
    const parse = (): unknown => parsePeerAddress(name, `/ip4/127.0.0.1/tcp/4001/p2p/${other}`);
    expect(parse).toThrow(expect.objectContaining({ code: 'bad_address' }));
  });

  it('are refused when they are none, or not TCP', () => {
    for (const text of ['', '127.0.0.1:4001', '/ip4/127.0.0.1', '/ip4/127.0.0.1/udp/4001']) {
      expect(() => parseListenAddress(text)).toThrow(
        expect.objectContaining({ code: 'bad_address' }),
      );
      expect(() => parsePeerAddress(name, text)).toThrow(
        expect.objectContaining({ code: 'bad_address' }),
      );
    }
  });

  it('to listen on carry no name', () => {
    expect(parseListenAddress('/ip4/127.0.0.1/tcp/0').toString()).toBe('/ip4/127.0.0.1/tcp/0');
    expect(() => parseListenAddress(`/ip4/127.0.0.1/tcp/0/p2p/${name}`)).toThrow('/p2p');
  });
});
