/** The consensus inputs as the write-ahead log keeps them. */
import type { Input, StartHeightInput } from '@trellis/consensus';
import type { Hash } from '@trellis/crypto';
import {
  boolean,
  type Codec,
  container,
  hashCodec,
  heightCodec,
  roundCodec,
  signedProposalCodec,
  signedVoteCodec,
  tag,
  union,
} from '@trellis/protocol';

/** As `Input`, but the start of a height leaves out what the chain knows: the validators. */
export type LoggedInput =
  | Exclude<Input, StartHeightInput>
  | { readonly type: 'startHeight'; readonly height: StartHeightInput['height'] };

/** The form of a logged input on disk. */
export const loggedInputCodec: Codec<LoggedInput> = union({
  startHeight: [1, container({ height: heightCodec })],
  proposal: [2, container({ proposal: signedProposalCodec })],
  vote: [3, container({ vote: signedVoteCodec })],
  blockBuilt: [4, container({ height: heightCodec, round: roundCodec, blockId: hashCodec })],
  proposalChecked: [
    5,
    container({
      height: heightCodec,
      round: roundCodec,
      blockId: hashCodec,
      valid: boolean,
      timely: boolean,
    }),
  ],
  timeout: [
    6,
    container({
      height: heightCodec,
      round: roundCodec,
      step: tag({ propose: 1, prevote: 2, precommit: 3 }),
    }),
  ],
});

/** The height that an input is about. */
export function inputHeight(input: LoggedInput): StartHeightInput['height'] {
  if (input.type === 'proposal') return input.proposal.height;
  if (input.type === 'vote') return input.vote.height;
  return input.height;
}

/** The blocks that were on disk before the log of a height named them. */
export function keptBlocks(
  logged: readonly LoggedInput[],
  height: StartHeightInput['height'],
): readonly Hash[] {
  return logged.flatMap((input) => {
    if (inputHeight(input) !== height) return [];
    const isKept = input.type === 'blockBuilt' || (input.type === 'proposalChecked' && input.valid);
    return isKept ? [input.blockId] : [];
  });
}
