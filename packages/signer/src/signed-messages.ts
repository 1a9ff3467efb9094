/**
 * What a signer signed at the height that it signed at last, on disk. It is what the lock follows from, and what is sent
 * for a node that died with it. A signature leaves the signer when both this file and the one of what was signed last
 * would survive a power cut; that one is written first, and so may be ahead by one message.
 */
import { readFile } from 'node:fs/promises';
import { replaceFile } from '@trellis/crypto/files';
import type { SigningPosition } from '@trellis/engine';
import {
  container,
  decode,
  encode,
  type Height,
  list,
  type SignedProposal,
  type SignedVote,
  signedProposalCodec,
  signedVoteCodec,
  union,
} from '@trellis/protocol';

export type SignedMessage = SignedProposal | SignedVote;

/** A proposal and two votes a round; of a height with more rounds than this allows, the last are kept. */
const messagesMax = 48;

const messageCodec = union({
  vote: [1, container({ vote: signedVoteCodec })],
  proposal: [2, container({ proposal: signedProposalCodec })],
});

export const messagesCodec = list(messageCodec, messagesMax);

export interface SignedMessages {
  /** Of the newest height. */
  all(): readonly SignedMessage[];
  /** Resolves when it would survive a power cut. */
  add(message: SignedMessage): Promise<void>;
}

/** `null`: there is no such file, or it can't be read, so that what was signed at the last height is not known. */
export async function openSignedMessages(path: string): Promise<SignedMessages | null> {
  const found = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const decoded = found === null ? null : decode(messagesCodec, found);
  return decoded?.ok === true ? keepIn(path, decoded.value.map(fromWire)) : null;
}

/** Begins the file, of keys that signed nothing yet or whose last height is over. */
export async function beginSignedMessages(path: string): Promise<SignedMessages> {
  await replaceFile(path, encode(messagesCodec, []));
  return keepIn(path, []);
}

function keepIn(path: string, found: readonly SignedMessage[]): SignedMessages {
  let messages = found;
  return {
    all: () => messages,
    async add(message) {
      const next = withMessage(messages, message);
      await replaceFile(path, encode(messagesCodec, next.map(toWire)));
      messages = next;
    },
  };
}

/**
 * With a message more. Those of other heights go; where there are too many, the oldest do, but for the last precommit that
 * was not nil: the lock follows from it.
 */
export function withMessage(
  messages: readonly SignedMessage[],
  message: SignedMessage,
): readonly SignedMessage[] {
  const kept = [...messages.filter(({ height }) => height === message.height), message];
  if (kept.length <= messagesMax) return kept;
  const locking = kept.findLast(
    (one) => 'type' in one && one.type === 'precommit' && one.blockId !== null,
  );
  const newest = kept.slice(1 - messagesMax);
  return locking === undefined || newest.includes(locking) ? newest : [locking, ...newest];
}

/** Whether what was signed last is among them, or they are of an earlier height than that, as after a crash between both files. */
export function accountsFor(
  messages: readonly SignedMessage[],
  last: SigningPosition | null,
): boolean {
  if (last === null || last.height === 0n) return true;
  return messages.some(({ height }) => height === last.height) || isEarlier(messages, last.height);
}

function isEarlier(messages: readonly SignedMessage[], height: Height): boolean {
  return messages.length > 0 && messages.every((one) => one.height < height);
}

export function toWire(message: SignedMessage) {
  return 'type' in message
    ? ({ type: 'vote', vote: message } as const)
    : ({ type: 'proposal', proposal: message } as const);
}

export function fromWire(
  one:
    | { readonly type: 'vote'; readonly vote: SignedVote }
    | { readonly type: 'proposal'; readonly proposal: SignedProposal },
): SignedMessage {
  return one.type === 'vote' ? one.vote : one.proposal;
}
