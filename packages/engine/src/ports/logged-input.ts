/** The consensus inputs as the write-ahead log keeps them. */
import type { Input, StartHeightInput } from '@trellis/consensus';
import {
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

const flagCodec: Codec<'no' | 'yes'> = tag({ no: 0, yes: 1 });

const recordCodec = union({
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
      valid: flagCodec,
      timely: flagCodec,
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

/** The form of a logged input on disk. */
export const loggedInputCodec: Codec<LoggedInput> = {
  ...recordCodec,
  byteLength: (input) => recordCodec.byteLength(toRecord(input)),
  write: (input, bytes, view, offset) => recordCodec.write(toRecord(input), bytes, view, offset),
  read: (bytes, view, start, end) => fromRecord(recordCodec.read(bytes, view, start, end)),
  toJson: (input) => recordCodec.toJson(toRecord(input)),
  fromJson: (json) => fromRecord(recordCodec.fromJson(json)),
};

type LoggedRecord = ReturnType<typeof recordCodec.fromJson>;

function toRecord(input: LoggedInput): LoggedRecord {
  if (input.type !== 'proposalChecked') return input;
  const flag = (value: boolean): 'no' | 'yes' => (value ? 'yes' : 'no');
  return { ...input, valid: flag(input.valid), timely: flag(input.timely) };
}

function fromRecord(record: LoggedRecord): LoggedInput {
  if (record.type !== 'proposalChecked') return record;
  return { ...record, valid: record.valid === 'yes', timely: record.timely === 'yes' };
}

/** The height that an input is about. */
export function inputHeight(input: LoggedInput): StartHeightInput['height'] {
  if (input.type === 'proposal') return input.proposal.height;
  if (input.type === 'vote') return input.vote.height;
  return input.height;
}
