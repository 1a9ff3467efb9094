/** Dialling: what a connection comes to, and that peers can have nothing reached but what this node itself would. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { PeerName } from '@trellis/engine';
import { expect, it } from 'vitest';
import { createDialBack, dial } from './dial.ts';
import { dialBackAddress } from './dial-back-address.ts';

async function listening() {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, address: `/ip4/127.0.0.1/tcp/${address.port}` };
}

it('reaches what listens, and is refused where nothing does', async () => {
  const { server, address } = await listening();
  expect(await dial(address)).toMatchObject({ outcome: 'reached', address });
  server.close();
  await once(server, 'close');
  expect(await dial(address)).toMatchObject({ outcome: 'refused' });
  expect(await dial('/dns4/nowhere.invalid/tcp/1')).toMatchObject({ outcome: 'unreachable' });
  const relayed = `/p2p/12D3KooW${'a'.repeat(44)}/p2p-circuit`;
  expect(await dial(relayed)).toMatchObject({ outcome: 'noAddress' });
});

it('dials a peer where the configuration has it, and no more often than in a while', async () => {
  const { server, address } = await listening();
  let calls = 0;
  server.on('connection', () => {
    calls += 1;
  });
  let now = 0;
  const dialBack = createDialBack(
    (peer) => (peer === 'known' ? address : undefined),
    () => now,
  );
  const known = 'known' as PeerName;
  expect(await dialBack('stranger' as PeerName)).toMatchObject({ outcome: 'noAddress' });
  await Promise.all([dialBack(known), dialBack(known)]);
  await dialBack(known);
  expect(calls).toBe(1);
  now = 60_000;
  expect(await dialBack(known)).toMatchObject({ outcome: 'reached' });
  await expect.poll(() => calls).toBe(2);
  server.close();
});

it('dials a peer back at its own record on the host that it is connected from, and nowhere else of that record', () => {
  const configured = ['/ip4/10.0.0.2/tcp/26600'];
  const observed = '/ip4/10.0.0.9/tcp/40000';
  const at = (...recorded: readonly string[]) =>
    dialBackAddress({ recorded, configured, observed });
  expect(at()).toBe('/ip4/10.0.0.2/tcp/26600');
  expect(at('/ip4/10.0.0.9/tcp/26601')).toBe('/ip4/10.0.0.9/tcp/26601');
  expect(at('/ip4/10.0.0.1/tcp/22', '/dns4/inside/tcp/22')).toBe('/ip4/10.0.0.2/tcp/26600');
  expect(at('/ip4/10.0.0.1/tcp/22', '/ip4/10.0.0.2/tcp/26600')).toBe('/ip4/10.0.0.2/tcp/26600');
  expect(dialBackAddress({ recorded: [], configured: [], observed })).toBeUndefined();
});
