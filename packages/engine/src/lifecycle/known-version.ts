/** Whether this software knows the rules of the next block. One that does not stops before it, with nothing harmed. */
import { CodedError } from '@trellis/crypto';
import { protocolOf } from '@trellis/ledger';
import { firstVersion, nextHeight, versionOf } from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';

/** The network has gone on to rules that this software does not know. */
export class UnknownVersionError extends CodedError<'version_not_known'> {}

/** Why this software can't continue after the head: the validators decided on a version that it does not know. */
export function unknownVersion(
  chain: Pick<ChainView, 'head' | 'state'>,
  knownVersion: number,
): UnknownVersionError | undefined {
  const protocol = protocolOf(chain.state());
  const version = versionOf(protocol);
  if (version <= knownVersion) return undefined;
  const { release, releaseHash } = protocol.effective ?? { release: '', releaseHash: '' };
  const known =
    knownVersion === firstVersion ? 'version 1 alone' : `versions up to ${knownVersion}`;
  return new UnknownVersionError(
    'version_not_known',
    `block ${nextHeight(chain.head().header.height)} and those after it are of protocol version ${version}, and this ` +
      `software knows ${known}. The node has stopped before that block; nothing is lost. Replace the ` +
      `software by release ${release} (SHA-256 ${releaseHash}) or a later one, and start the node again.`,
  );
}
