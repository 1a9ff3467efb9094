import { afterEach, describe, expect, it } from 'vitest';
import { asPeer, connectedPeers, createFixture, type TestNode, until } from '../network-fixture.ts';
import type { KeyExchangeGroup } from './handshake.ts';

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
