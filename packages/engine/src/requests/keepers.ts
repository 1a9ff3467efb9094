/** Which peers say that they keep what this node has pruned. Nothing proves that they do. */
import type { Height } from '@trellis/protocol';
import type { PeerName, Transport } from '../ports/transport.ts';
import type { Requests } from './requests.ts';

export interface Keeper {
  readonly peer: PeerName;
  /** Of its HTTP API; `null` if it tells none. */
  readonly url: string | null;
  /** Whether it has the signatures, too. */
  readonly hasWitnesses: boolean;
}

/** Asks all connected peers who has a block. */
export async function findKeepers(
  {
    transport,
    requests,
  }: {
    readonly transport: Pick<Transport, 'peers'>;
    readonly requests: Pick<Requests, 'fetchKeeps'>;
  },
  height: Height,
): Promise<readonly Keeper[]> {
  const connected = transport.peers().filter(({ state }) => state === 'connected');
  const told = await Promise.all(
    connected.map(async ({ name }) => [name, await requests.fetchKeeps(name)] as const),
  );
  return told.flatMap(([peer, keeps]) => {
    if (keeps === undefined || height < keeps.blocksFrom) return [];
    const { url, witnessesFrom } = keeps;
    return [{ peer, url: url === '' ? null : url, hasWitnesses: height >= witnessesFrom }];
  });
}
