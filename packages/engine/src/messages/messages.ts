/** Everything that nodes say to each other, and its encoding. */
import type { RoundState } from '@trellis/consensus';
import {
  addressCodec,
  blockHeaderCodec,
  boolean,
  byteList,
  byteVector,
  type Codec,
  commitCertificateCodec,
  compactBlockCodec,
  container,
  evidenceCodec,
  evidenceListCodec,
  hashCodec,
  heightCodec,
  limits,
  list,
  messageLimits,
  optional,
  peerCodec,
  roundCodec,
  type SignedProposal,
  type SignedVote,
  signedProposalCodec,
  signedVoteCodec,
  snapshotChangeCodec,
  snapshotHeadCodec,
  tag,
  text,
  uint32,
  uint64,
  union,
  type ValueOf,
} from '@trellis/protocol';

/** A signed transaction as its canonical bytes; decoded one by one, so that each can be refused alone. */
const encodedTransactionCodec: Codec<Uint8Array> = byteList(limits.transactionBytesMax);

/** Gossip, topic `transactions`. */
export const transactionBatchCodec = list(
  encodedTransactionCodec,
  messageLimits.transactionBatchMax,
  1,
);

/** Gossip, topic `proposals`: whoever has not all of its transactions fetches the rest. */
export const proposalMessageCodec = container({
  proposal: signedProposalCodec,
  block: compactBlockCodec,
});

/** Gossip, topic `blocks`: for nodes that follow without a vote. */
export const finalBlockMessageCodec = container({
  block: compactBlockCodec,
  certificate: commitCertificateCodec,
});

/** A round or nothing: -1 in the machine, `null` in the encoding. */
const roundOrNoneCodec = optional(roundCodec);

const bitmapCodec = text(limits.validatorsMax, 'zeros and ones', (value): value is string =>
  /^[01]*$/.test(value),
);

const wireRoundStateCodec = container({
  height: heightCodec,
  round: roundCodec,
  step: tag({ idle: 0, propose: 1, prevote: 2, precommit: 3, decided: 4 }),
  lockedRound: roundOrNoneCodec,
  validRound: roundOrNoneCodec,
  rounds: list(
    container({
      round: roundCodec,
      proposal: optional(hashCodec),
      prevotes: bitmapCodec,
      precommits: bitmapCodec,
      claimed: optional(container({ blockId: hashCodec, prevotes: bitmapCodec })),
    }),
    messageLimits.roundSummariesMax,
  ),
});

/** Direct messages: between two peers, not passed on. */
export const directMessageCodec = union({
  vote: [1, container({ vote: signedVoteCodec })],
  /** A proposal sent again to a peer that lacks it; its block can be asked for as a `candidate`. */
  proposal: [2, container({ proposal: signedProposalCodec })],
  /** At least once a second: where the sender is, so that each can send what the other lacks. */
  status: [
    3,
    container({
      /** The first block that it can give to others. */
      firstHeight: heightCodec,
      finalHeight: heightCodec,
      roundState: wireRoundStateCodec,
    }),
  ],
  /** Of somebody else's equivocation; whoever does not know it yet passes it on. */
  evidence: [4, container({ evidence: evidenceCodec })],
});

/** The address of an HTTP API; empty: none. */
const urlCodec = text(256, 'an address', (value): value is string => /^[\x21-\x7e]*$/.test(value));

const instanceCodec = byteVector(16);
/** Longer than the longest key of a database. */
const storedKeyBytesMax = 1_024;

/** What a peer can be asked for. */
export const requestCodec = union({
  /** Answered by `transactionBatchCodec` chunks with those that are known, in the order asked for. */
  transactions: [1, container({ hashes: list(hashCodec, limits.blockTransactionsMax, 1) })],
  /** Final blocks in order from a height; answered by `finalBlockPartCodec` chunks. */
  blocks: [2, container({ from: heightCodec, count: uint32 })],
  /** A block that is being voted on; answered by one `compactBlockCodec` chunk if it is known. */
  proposedBlock: [3, container({ blockId: hashCodec })],
  /** The snapshot that the peer offers, if any; answered by `snapshotPartCodec` chunks. */
  snapshot: [4, container({})],
  /** A chunk of the snapshot of this block; answered by one `snapshotChunkCodec` chunk if it is offered. */
  snapshotChunk: [5, container({ blockId: hashCodec, index: uint32 })],
  /** The peer's own connections, for the map of the network; answered by one `linksAnswerCodec` chunk. */
  links: [6, container({})],
  /**
   * Who asks, and what the peer knows to be signed with its keys; answered by one `helloAnswerCodec` chunk. Asked
   * of every peer when it connects and now and then.
   */
  hello: [
    7,
    container({
      /** Of the process that asks: another one with the same peer key has another. */
      instance: instanceCodec,
      /** Whether it has signed anything since its start. */
      hasSigned: boolean,
      keys: list(addressCodec, messageLimits.helloKeysMax),
    }),
  ],
  /**
   * A value of the database by its key, for a node whose own is damaged, and which checks what it gets; answered by
   * one `storedValueCodec` chunk if it is there.
   */
  storedValue: [8, container({ key: byteList(storedKeyBytesMax) })],
  /** What of the chain the peer keeps, and where it can be asked; answered by one `keepsAnswerCodec` chunk. */
  keeps: [9, container({})],
  /** What software the peer runs, and its clock; answered by one `aboutAnswerCodec` chunk. */
  about: [10, container({})],
  /**
   * Whether the peer reaches who asks, at the address that its own configuration has; answered by one
   * `dialBackAnswerCodec` chunk.
   */
  dialBack: [11, container({})],
});

/** What a node answers to `hello`. */
export const helloAnswerCodec = container({
  /** By its clock: milliseconds since 1970. */
  time: uint64,
  /** The newest height of which it has a certificate. */
  certified: heightCodec,
  /** Whether it has no reason to doubt its own memory. */
  isReliable: boolean,
  /** The latest message of each key that it was asked for. */
  latest: list(
    union({
      vote: [1, container({ vote: signedVoteCodec })],
      proposal: [2, container({ proposal: signedProposalCodec })],
    }),
    messageLimits.helloKeysMax,
  ),
  /** Another process of the same peer key that it heard of after this one. */
  twin: optional(container({ hasSigned: boolean })),
});

/** The oldest heights of which a node has the block, and the block with all signatures. */
export const keepsAnswerCodec = container({
  blocksFrom: heightCodec,
  witnessesFrom: heightCodec,
  url: urlCodec,
});

/** The software of a node, and the time by its clock: milliseconds since 1970. */
export const aboutAnswerCodec = container({
  software: text(64, 'a version', (value): value is string => /^[\w.+-]+$/.test(value)),
  protocol: uint32,
  time: uint64,
  /** Whether it means to keep all blocks with all signatures. */
  isArchive: boolean,
});

/** How an attempt went to open a connection, and how long it took. */
export const dialBackAnswerCodec = container({
  outcome: tag({ reached: 0, refused: 1, timeout: 2, unreachable: 3, noAddress: 4 }),
  /** Empty: none is known. */
  address: urlCodec,
  ms: uint32,
});

/** What stands under a key. */
export const storedValueCodec = container({ value: byteList(messageLimits.blockContentBytesMax) });

/** A final block comes as one `head`, then its transactions in one or more parts. */
export const finalBlockPartCodec = union({
  head: [
    1,
    container({
      header: blockHeaderCodec,
      certificate: commitCertificateCodec,
      evidence: evidenceListCodec,
      transactionCount: uint32,
    }),
  ],
  transactions: [2, container({ transactions: transactionBatchCodec })],
});

/** A key exchange, cipher or signature scheme by its name, such as `X25519MLKEM768`. */
const channelNameCodec = text(
  64,
  'a name of letters, digits and + - . _',
  (value): value is string => /^[\w+.-]+$/.test(value),
);

/** Whom a node is connected with and what the two agreed on, as that node says. */
export const linksAnswerCodec = container({
  links: list(
    container({
      peer: peerCodec,
      group: channelNameCodec,
      cipher: channelNameCodec,
      signatureScheme: channelNameCodec,
    }),
    messageLimits.linksMax,
  ),
});

/** A snapshot comes as its `head`, then the changes of validators that lead to it, in order. */
export const snapshotPartCodec = union({
  head: [1, snapshotHeadCodec],
  change: [2, snapshotChangeCodec],
});

export type FinalBlockMessage = ValueOf<typeof finalBlockMessageCodec>;
export type DirectMessage = ValueOf<typeof directMessageCodec>;
export type ConsensusMessage = Extract<DirectMessage, { type: 'vote' | 'proposal' }>;
export type StatusMessage = Extract<DirectMessage, { type: 'status' }>;
export type Request = ValueOf<typeof requestCodec>;
export type HelloRequest = Extract<Request, { type: 'hello' }>;
export type HelloAnswer = ValueOf<typeof helloAnswerCodec>;
export type KeepsAnswer = ValueOf<typeof keepsAnswerCodec>;
export type AboutAnswer = ValueOf<typeof aboutAnswerCodec>;
export type DialBackAnswer = ValueOf<typeof dialBackAnswerCodec>;
export type LinksAnswer = ValueOf<typeof linksAnswerCodec>;
export type FinalBlockPart = ValueOf<typeof finalBlockPartCodec>;

/** What a validator signed, as peers and the consensus machine are told of it. */
export function toConsensusMessage(message: SignedProposal | SignedVote): ConsensusMessage {
  return 'type' in message
    ? { type: 'vote', vote: message }
    : { type: 'proposal', proposal: message };
}

/** The machine's round state in the form that is sent. */
export function toWireRoundState(state: RoundState): StatusMessage['roundState'] {
  const orNone = (round: number): number | null => (round === -1 ? null : round);
  return {
    ...state,
    lockedRound: orNone(state.lockedRound),
    validRound: orNone(state.validRound),
  };
}

/** A peer's round state in the machine's form. */
export function fromWireRoundState(state: StatusMessage['roundState']): RoundState {
  return {
    ...state,
    lockedRound: state.lockedRound ?? -1,
    validRound: state.validRound ?? -1,
  };
}
