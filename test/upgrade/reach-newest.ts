/** Brings a chain of one validator to the newest version of the protocol, as its operator does. */
import {
  accountOf,
  announceVersion,
  getStatus,
  type LightClient,
  propose,
  send,
} from '@trellis/client';
import { hash, type SigningKey } from '@trellis/crypto';
import { newestVersion, type Operation, toHeight } from '@trellis/protocol';

export async function reachNewest(light: LightClient, key: SigningKey): Promise<void> {
  const operator = accountOf(key);
  const act = async (operation: Operation): Promise<bigint> => {
    const { final } = await send(light, { key, operations: [operation] });
    if (final.receipt.status !== 'success') throw new Error(`it ended as ${final.receipt.status}`);
    return final.height;
  };
  const { head } = await getStatus(light.transport);
  // The vote and the announcement each take a block, and one has to lie between the vote and the version.
  const height = toHeight(head.height + 4n);
  const release = { release: 'newest', releaseHash: hash('header') };
  const actions = [{ type: 'upgrade', version: newestVersion, height, ...release }] as const;
  await act(propose({ operator, actions, expiresAt: toHeight(height + 100n) }));
  const ready = announceVersion({ operator, node: 'node1', version: newestVersion });
  while ((await act(ready)) < height) {
    // Each announcement makes a block.
  }
}
