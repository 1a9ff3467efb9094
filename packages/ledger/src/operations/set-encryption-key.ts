/** setEncryptionKey: an account publishes the key that texts for it are sealed with, or takes it away. */
import { encryptionKey, type OperationOf, type Status } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Draft } from '../state/state.ts';

export function setEncryptionKey(
  state: Draft,
  { height }: BlockContext,
  { source, publicKey }: OperationOf<'setEncryptionKey'>,
): Status {
  const key = encryptionKey(source);
  if (publicKey === null && state.get(key) === undefined) return 'no_change';

  state.set(key, publicKey === null ? null : { publicKey, since: height });
  return 'success';
}
