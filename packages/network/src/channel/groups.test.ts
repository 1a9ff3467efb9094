import { afterEach, describe, expect, it } from 'vitest';
import {
  asPeer,
  connectedPeers,
  createFixture,
  type TestNode,
  until,
} from '../testing/network-fixture.ts';
import type { KeyExchangeGroup } from './handshake.ts';
import { createMember, portOf } from './testing/member.ts';
import { attempt, closed, negotiate } from './testing/stranger.ts';

const fixture = createFixture();
afterEach(() => fixture.stopAll());

const groupOf = (node: TestNode): string | undefined => {
  const [peer] = node.transport.peers();
  return peer?.state === 'connected' ? peer.channel?.group : undefined;
};

/** Two nodes of which the second dials the first; the groups that each says were used. */
async function agreed(
  first: readonly KeyExchangeGroup[],
  second: readonly KeyExchangeGroup[],
): Promise<readonly (string | undefined)[]> {
  const listening = await fixture.startNode({ groups: first });
  const dialling = await fixture.startNode({ groups: second, peers: [asPeer(listening)] });
  const both = [listening, dialling];
  await until('both are connected', () => both.every((node) => connectedPeers(node).length === 1));
  return both.map(groupOf);
}

describe('the key exchange', () => {
  it.each<[string, readonly KeyExchangeGroup[], readonly KeyExchangeGroup[]]>([
    ['X25519MLKEM768', ['X25519MLKEM768'], ['X25519MLKEM768']],
    ['MLKEM1024', ['MLKEM1024'], ['MLKEM1024']],
    ['SecP256r1MLKEM768', ['X25519MLKEM768', 'SecP256r1MLKEM768'], ['SecP256r1MLKEM768']],
    ['MLKEM1024', ['MLKEM1024'], ['X25519MLKEM768', 'MLKEM1024']],
  ])('is %s between %j and %j, as both ends say', async (group, first, second) => {
    expect(await agreed(first, second)).toEqual([group, group]);
  });

  it('is classical only where both allow it and have nothing better', async () => {
    const either: readonly KeyExchangeGroup[] = ['X25519MLKEM768', 'X25519'];
    expect(await agreed(either, either)).toEqual(['X25519MLKEM768', 'X25519MLKEM768']);
    await fixture.stopAll();
    expect(await agreed(either, ['X25519'])).toEqual(['X25519', 'X25519']);
  });

  it('is what the server has chosen, whatever the other end says of it', async () => {
    const { identity, findNode } = await createMember();
    const node = await fixture.startNode({
      groups: ['X25519MLKEM768', 'X25519'],
      findNode,
    });
    const port = portOf(node);
    const [hybrid, classical] = [1, 4];
    const dial = (ecdhCurve: string, names: number) =>
      attempt(port, { identity, names, tls: { ecdhCurve } });

    // The better one, though the other end would rather not; OpenSSL asks it for another share.
    expect(await dial('X25519:X25519MLKEM768', hybrid)).toEqual({ result: 0, group: hybrid });
    expect(await dial('X25519', classical)).toEqual({ result: 0, group: classical });
    const refused = (code: string): boolean => node.log.some(({ fields }) => fields.code === code);
    expect(refused('weak_connection')).toBe(false);
    await dial('X25519', hybrid);
    await until('the node has refused it', () => refused('weak_connection'));
    expect(await dial('P-256', hybrid)).toMatchObject({ error: expect.any(String) });
    await until('the node has refused it', () => refused('handshake_failed'));
  });

  it.each<[string, Buffer]>([
    ['handshake_failed', Buffer.from('GET / HTTP/1.1\r\n')],
    ['handshake_failed', Buffer.from('160301000402000000', 'hex')],
    ['handshake_timeout', Buffer.from('16030140000100', 'hex')],
  ])('with a choice, ends with %s for what is no ClientHello', async (code, bytes) => {
    const node = await fixture.startNode({
      groups: ['X25519MLKEM768', 'MLKEM1024'],
      limits: { dialTimeoutMs: 500 },
    });
    const socket = await negotiate(portOf(node));
    socket.write(bytes);
    await closed(socket);
    await until('the log says why', () => node.log.some(({ fields }) => fields.code === code));
  });

  it('fails when there is none in common, and both logs say so', async () => {
    const listening = await fixture.startNode({ groups: ['X25519MLKEM768'] });
    const dialling = await fixture.startNode({
      groups: ['MLKEM1024'],
      peers: [asPeer(listening)],
    });
    const saysWhy = ({ log }: TestNode): boolean =>
      log.some(({ fields }) => fields.code === 'handshake_failed');
    await until('both say why', () => saysWhy(listening) && saysWhy(dialling));
    expect([...connectedPeers(listening), ...connectedPeers(dialling)]).toEqual([]);
  });
});
