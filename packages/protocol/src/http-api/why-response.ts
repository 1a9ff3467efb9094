/** `GET /v1/status/why`: why there is no new block, in words and as facts. */
import { addedLater, open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { foreignText, tag, uint16, uint32, uint64 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { heightCodec, roundCodec } from '../scalars.ts';
import { alertCodec } from './alert.ts';

/** Stable codes; the sentence that comes with one says more. */
export const stallCauseCodec = tag({
  /** A block is being decided as it should. */
  deciding: 0,
  nothing_to_do: 1,
  quorum_missing: 2,
  proposal_missing: 3,
  block_unchecked: 4,
  votes_missing: 5,
  votes_split: 6,
  catching_up: 7,
  left_behind: 8,
  cut_off: 9,
  own_clock_off: 10,
  disk_full: 11,
  /** Told besides: these alone stop no block. */
  validators_absent: 12,
  not_voting: 13,
  clock_off: 14,
  /** After a start it compares what it remembers to have signed with what others know of it. */
  comparing_memory: 15,
  /** More than a third of the power can't vote, as it may have forgotten what it signed. */
  memory_doubted: 16,
  /** The newest block's time is ahead of this node's clock. */
  chain_ahead_of_clock: 17,
  /** This node is a validator by decision of the others, and has no key to vote with. */
  key_missing: 18,
  /** Answers of other validators take long. */
  links_slow: 19,
});

export type StallCause = ValueOf<typeof stallCauseCodec>;

const sentenceCodec = foreignText(limits.sentenceBytesMax, 'text');
const nameCodec = foreignText(256, 'text');
const voteKindCodec = open(tag({ none: 0, nil: 1, block: 2 }));
const findingFields = { cause: open(stallCauseCodec), sentence: sentenceCodec };

export const whyResponseCodec = container({
  node: nameCodec,
  ...findingFields,
  /** What is not well besides. */
  also: list(container(findingFields), 16),
  /** The newest final block, and how long it has been final here; `null` if none was since the start. */
  head: heightCodec,
  headMs: optional(uint64),
  /** The block being voted on; `null` between two. */
  voting: optional(
    container({
      height: heightCodec,
      round: roundCodec,
      step: open(tag({ propose: 0, prevote: 1, precommit: 2, decided: 3 })),
      sinceMs: uint64,
      proposer: nameCodec,
      proposal: open(tag({ none: 0, unchecked: 1, invalid: 2, untimely: 3, valid: 4 })),
    }),
  ),
  /** Power of all validators, of those that take part as far as this node knows, and of a quorum. */
  power: container({ total: uint32, present: uint32, needed: uint32 }),
  validators: list(
    container({
      name: nameCodec,
      power: uint16,
      presence: open(tag({ self: 0, here: 1, unconnected: 2, silent: 3, behind: 4 })),
      prevote: voteKindCodec,
      precommit: voteKindCodec,
    }),
    limits.validatorsMax,
  ),
  /** Transactions in the mempool. */
  waiting: uint32,
  /** The alerts that stand, the newest first. */
  alerts: addedLater(list(alertCodec, 64)),
});

export type WhyResponse = ValueOf<typeof whyResponseCodec>;
