/** A record of everything signed that comes in, to find out whether anybody signed twice. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { TransportHandlers } from '@trellis/engine';
import { directMessageCodec, proposalMessageCodec } from '@trellis/engine';
import { decode, type SignedProposal, type SignedVote } from '@trellis/protocol';

export interface SignedRecord {
  open(): void;
  close(): void;
  /** Handlers that note what is signed before they hand it on. */
  watch(handlers: TransportHandlers): TransportHandlers;
}

/** Each line is written at once, so that what came before a crash is there after it. */
export function createSignedRecord(path: string): SignedRecord {
  let file: number | null = null;

  function note(message: SignedProposal | SignedVote): void {
    if (file !== null) writeSync(file, `${recordLine(message)}\n`);
  }

  return {
    open() {
      file ??= openSync(path, 'a', 0o600);
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
    watch: (handlers) => ({
      ...handlers,
      onMessage(from, bytes) {
        if (file !== null) {
          const message = decode(directMessageCodec, bytes);
          if (message.ok && message.value.type === 'vote') note(message.value.vote);
          if (message.ok && message.value.type === 'proposal') note(message.value.proposal);
        }
        handlers.onMessage(from, bytes);
      },
      onGossip(topic, from, bytes) {
        if (file !== null && topic === 'proposals') {
          const message = decode(proposalMessageCodec, bytes);
          if (message.ok) note(message.value.proposal);
        }
        return handlers.onGossip(topic, from, bytes);
      },
    }),
  };
}

/** `prevote 12 0 <validator> <block or nil>` */
function recordLine(message: SignedProposal | SignedVote): string {
  const { height, round, blockId } = message;
  const [what, signer] =
    'type' in message ? [message.type, message.validator] : ['proposal', message.proposer];
  return `${what} ${height} ${round} ${signer} ${blockId ?? 'nil'}`;
}
