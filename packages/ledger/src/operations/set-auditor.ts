/** setAuditor: the issuer says who else can read what is sealed in payments of its asset. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { ownAsset } from '../state/asset-rules.ts';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';

export function setAuditor(
  state: Overlay,
  { source, asset, auditor }: OperationOf<'setAuditor'>,
  { height }: BlockContext,
): Status {
  const owned = ownAsset(state, source, asset);
  if (typeof owned === 'string') return owned;
  const key = stateKey.auditor(asset);
  if ((state.get(key)?.auditor ?? null) === auditor) return 'no_change';
  // Else nobody could pay with a sealed remittance from now on.
  if (auditor !== null && state.get(stateKey.encryption(auditor)) === undefined)
    return 'no_encryption_key';

  state.set(key, auditor === null ? null : { auditor, since: height });
  return 'success';
}
