/** setEncryptionKey: an account publishes the key that texts for it are sealed with, or takes it away. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';

export function setEncryptionKey(
  state: Overlay,
  { source, publicKey }: OperationOf<'setEncryptionKey'>,
  { height }: BlockContext,
): Status {
  const key = stateKey.encryption(source);
  if (publicKey === null && state.get(key) === undefined) return 'no_change';

  state.set(key, publicKey === null ? null : { publicKey, since: height });
  return 'success';
}
