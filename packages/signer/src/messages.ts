/** What a node and a signer say to each other (docs/signer.md), and its encoding. */
import {
  addressCodec,
  boolean,
  byteList,
  container,
  hashCodec,
  heightCodec,
  limits,
  list,
  optional,
  roundCodec,
  signatureCodec,
  signedVoteCodec,
  tag,
  uint32,
  uint64,
  union,
  type ValueOf,
} from '@trellis/protocol';
import { messagesCodec } from './signed-messages.ts';
import { chainStepCodec } from './trusted-validators.ts';

/** The longest message: a proof with the headers of many changes of validators. */
export const messageBytesMax = 4 * 1024 * 1024;
const stepsMax = 256;

const positionFields = { height: heightCodec, round: roundCodec };
const doubtCodec = tag({ none: 0, unsure: 1, old: 2, withdrawn: 3 });
/** Milliseconds from when the signer answered; a fencing number goes with everything that only the node of that turn may ask. */
const fenceCodec = uint64;

const questionCodec = union({
  /** The turn, if no other node has it. */
  take: [1, container({})],
  /** More time for it. */
  keep: [2, container({ fence: fenceCodec })],
  /** Its end before its time. */
  end: [3, container({ fence: fenceCodec })],
  /** What the node's double-sign guard found: the signer signs from now on, above the limit. */
  guard: [4, container({ fence: fenceCodec, limit: heightCodec, doubt: doubtCodec })],
  proposal: [
    5,
    container({
      fence: fenceCodec,
      ...positionFields,
      validRound: optional(roundCodec),
      blockId: hashCodec,
      proposer: addressCodec,
    }),
  ],
  /** With a quorum of prevotes, and who may have given them, if the vote is against the lock. */
  vote: [
    6,
    container({
      fence: fenceCodec,
      step: tag({ prevote: 1, precommit: 2 }),
      ...positionFields,
      blockId: optional(hashCodec),
      validator: addressCodec,
      polka: list(signedVoteCodec, limits.validatorsMax),
      steps: list(chainStepCodec, stepsMax),
    }),
  ],
});

const refusalCodec = tag({
  /** The turn is over, or another's. */
  no_turn: 1,
  /** No node has compared the memory with the network since the signer started. */
  not_guarded: 2,
  /** The position, or a later one, was used for something else, or is below the guard's limit; or there is no such key. */
  position_used: 3,
  /** The vote is against the lock, and nothing that allows it came with it. */
  locked: 4,
  /** What was signed at this height is not known any more. */
  height_forgotten: 5,
});

export type Refusal = ValueOf<typeof refusalCodec>;

const memoryCodec = container({
  isIntact: boolean,
  isOriginal: boolean,
  limit: heightCodec,
  doubt: doubtCodec,
  /** What was signed last. */
  last: optional(
    container({
      ...positionFields,
      step: tag({ proposal: 1, prevote: 2, precommit: 3 }),
      message: byteList(1024),
    }),
  ),
  /** All that was signed at that height. */
  signed: messagesCodec,
  /** The first height whose validators the signer is sure of: later changes come with a proof. */
  validatorsFrom: heightCodec,
});

const answerCodec = union({
  turn: [1, container({ fence: fenceCodec, turnMs: uint32, memory: memoryCodec })],
  /** Another node has the turn. */
  busy: [2, container({ remainingMs: uint32 })],
  done: [3, container({})],
  signed: [4, container({ signature: signatureCodec })],
  refused: [5, container({ code: refusalCodec })],
});

export type Question = ValueOf<typeof questionCodec>;
export type Answer = ValueOf<typeof answerCodec>;
export type SignerMemory = ValueOf<typeof memoryCodec>;

/** The number is given back with the answer. */
export const askedCodec = container({ id: uint32, question: questionCodec });
export const answeredCodec = container({ id: uint32, answer: answerCodec });
