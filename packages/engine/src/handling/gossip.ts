/**
 * Validates what comes by gossip. `reject` is for what no honest node passes on, and costs the sender its
 * connection; `ignore` for what came too early, too late or twice.
 */
import { blockId, decode, decodeByReading, type SignedProposal } from '@trellis/protocol';
import { isCompleteCompact, type ProposedBlocks } from '../blocks/proposed-blocks.ts';
import type { TakeGossipedBlock } from '../finality/gossiped-blocks.ts';
import type { MessageChecks } from '../messages/message-checks.ts';
import {
  finalBlockMessageCodec,
  proposalMessageCodec,
  transactionBatchCodec,
} from '../messages/messages.ts';
import type { PeerName, TransportHandlers, ValidationResult } from '../ports/transport.ts';
import type { Admission } from '../transactions/admission.ts';

export interface GossipParts {
  readonly checks: Pick<MessageChecks, 'isCurrent' | 'isGenuineProposal'>;
  readonly proposedBlocks: Pick<ProposedBlocks, 'noteCompact'>;
  readonly admission: Admission;
  /** A proposal that its proposer signed, of the next height or the one after. */
  onProposal(proposal: SignedProposal, from: PeerName): void;
  readonly takeFinalBlock: TakeGossipedBlock;
  onTransactionsAdmitted(): void;
}

/** Rejections that an honest node never passes on; the others depend on when one looks. */
const blameworthy: ReadonlySet<string> = new Set([
  'malformed',
  'too_large',
  'wrong_chain',
  'bad_signature',
  'witness_duplicate',
]);

export function createGossipHandler(parts: GossipParts): TransportHandlers['onGossip'] {
  return (topic, from, bytes) => {
    switch (topic) {
      case 'transactions':
        return takeTransactions(parts, bytes);
      case 'proposals':
        return takeProposal(parts, from, bytes);
      case 'blocks':
        return takeBlock(parts, from, bytes);
    }
  };
}

async function takeTransactions(
  { admission, onTransactionsAdmitted }: GossipParts,
  bytes: Uint8Array,
): Promise<ValidationResult> {
  const batch = decodeByReading(transactionBatchCodec, bytes);
  if (!batch.ok) return 'reject';
  const results = await Promise.all(batch.value.map((encoded) => admission.admit(encoded)));
  if (results.some((result) => !result.ok && blameworthy.has(result.rejection))) return 'reject';
  if (!results.some((result) => result.ok && result.isNew)) return 'ignore';
  onTransactionsAdmitted();
  return 'accept';
}

async function takeProposal(
  { checks, proposedBlocks, onProposal }: GossipParts,
  from: PeerName,
  bytes: Uint8Array,
): Promise<ValidationResult> {
  const message = decode(proposalMessageCodec, bytes);
  if (!message.ok) return 'reject';
  const { proposal, block } = message.value;
  if (!checks.isCurrent(proposal.height)) return 'ignore';
  const { header } = block;
  if (header.height !== proposal.height || blockId(header) !== proposal.blockId) return 'reject';
  if (!isCompleteCompact(block)) return 'reject';
  if (!(await checks.isGenuineProposal(proposal))) return 'reject';
  proposedBlocks.noteCompact(block);
  onProposal(proposal, from);
  return 'accept';
}

async function takeBlock(
  { takeFinalBlock }: GossipParts,
  from: PeerName,
  bytes: Uint8Array,
): Promise<ValidationResult> {
  const message = decode(finalBlockMessageCodec, bytes);
  return message.ok ? takeFinalBlock(message.value, from) : 'reject';
}
