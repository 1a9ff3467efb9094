/** A chain recovery, its hash, and what is signed for it and after it, pinned with the nouns in `values.ts`. */
import {
  type Codec,
  chainRecoveryCodec,
  encode,
  lastWordsCodec,
  lastWordsMessage,
  recoveryHash,
  recoveryHeader,
  recoveryMessage,
  recoveryPoint,
  signingDomain,
  toHeight,
  voteMessage,
} from '@trellis/protocol';
import { makeRecovery, recoveredChainId } from '@trellis/protocol/testing/recovered-chain';

const recovery = await makeRecovery();
const { plan } = recovery;
const words = plan.lastValidators[1]?.words;
if (words == null) throw new Error('the second validator has given a statement');

/** What is pinned, by name. */
export const recoveryVectors: Readonly<Record<string, string>> = {
  lastWords: hex(lastWordsCodec, words),
  lastWordsMessage: lastWordsMessage(recoveredChainId, words).toHex(),
  chainRecovery: hex(chainRecoveryCodec, recovery),
  chainRecoveryJson: JSON.stringify(chainRecoveryCodec.toJson(recovery)),
  recoveryHash: recoveryHash(plan),
  recoveryHashOfSecond: recoveryHash({ ...plan, previous: recoveryHash(plan) }),
  recoveryMessage: recoveryMessage(plan).toHex(),
  recoveryBlockId: recoveryPoint(plan).continuedBy,
  recoveryProposer: recoveryHeader(plan).proposer,
  voteMessageAfterRecovery: voteMessage(
    signingDomain(recoveredChainId, [recoveryPoint(plan)], toHeight(13)),
    { height: toHeight(13), round: 0, blockId: recoveryPoint(plan).continuedBy },
  ).toHex(),
};

function hex<T>(codec: Codec<T>, value: T): string {
  return encode(codec, value).toHex();
}
