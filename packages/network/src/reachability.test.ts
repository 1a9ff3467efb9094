/** The ways in which nodes reach each other: several addresses, IPv6, names, and from behind a router (NAT). */
import { expect, it, onTestFinished } from 'vitest';
import { generatePeerKey, peerNameOf } from './peer-key.ts';
import {
  addressOf,
  connectedPeers,
  createFixture,
  freePort,
  startProxy,
  until,
} from './testing/network-fixture.ts';

const fixture = createFixture();

async function meet(listen: readonly string[], addresses: readonly string[]) {
  onTestFinished(() => fixture.stopAll());
  const key = await generatePeerKey();
  const name = peerNameOf(key);
  await fixture.startNode({ key, listen });
  const other = await fixture.startNode({
    peers: addresses.map((address) => ({ name, address })),
  });
  await until('they are connected', () => connectedPeers(other).includes(name));
  return other.transport.peers()[0];
}

it.each([
  ['over IPv4', (port: number) => `/ip4/127.0.0.1/tcp/${port}`],
  ['over IPv6', (port: number) => `/ip6/::1/tcp/${port}`],
])('one that listens at several addresses is reached %s', async (_, address) => {
  const port = await freePort();
  const met = await meet([`/ip4/127.0.0.1/tcp/${port}`, `/ip6/::1/tcp/${port}`], [address(port)]);
  expect(met?.address).toContain(`${address(port)}/p2p/`);
});

it.each(['dns', 'dns4'])('by a name, over /%s', async (family) => {
  const port = await freePort();
  await meet([`/ip4/127.0.0.1/tcp/${port}`], [`/${family}/localhost/tcp/${port}`]);
});

it('at the second of its addresses, if nothing is at the first', async () => {
  const port = await freePort();
  await meet(
    [`/ip4/127.0.0.1/tcp/${port}`],
    [`/ip4/127.0.0.1/tcp/${await freePort()}`, `/ip4/127.0.0.1/tcp/${port}`],
  );
});

it('one that nobody can dial, as it dials itself', async () => {
  onTestFinished(() => fixture.stopAll());
  const key = await generatePeerKey();
  const name = peerNameOf(key);
  const port = await freePort();
  // In front of a router: its address leads nowhere, as seen from outside.
  const outside = await fixture.startNode({
    listen: [`/ip4/127.0.0.1/tcp/${port}`],
    peers: [{ name, address: `/ip4/127.0.0.1/tcp/${await freePort()}` }],
  });
  const self = peerNameOf(outside.key);
  await fixture.startNode({
    key,
    listen: [],
    peers: [{ name: self, address: `/ip4/127.0.0.1/tcp/${port}` }],
  });
  await until('they are connected', () => connectedPeers(outside).includes(name));
  expect(outside.transport.peers()[0]).toMatchObject({ direction: 'inbound' });
});

it('at an address that it does not listen on itself, as a router passes it on', async () => {
  onTestFinished(() => fixture.stopAll());
  const inside = await fixture.startNode();
  const router = await startProxy(inside);
  onTestFinished(router.close);
  const name = peerNameOf(inside.key);
  expect(addressOf(inside)).not.toContain(router.address);
  const other = await fixture.startNode({ peers: [{ name, address: router.address }] });
  await until('they are connected', () => connectedPeers(other).includes(name));
});
