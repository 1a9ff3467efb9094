/** What each kind of message that asks to pay is read by. */
import type { MessageId } from '../messages/message-table.ts';
import type { Finding } from '../read/finding.ts';
import type { Message } from '../read/message.ts';
import type { Places } from '../read/places.ts';
import type { Place } from '../xml/place.ts';
import type { LeftOutList } from './apply-mapping.ts';
import type { Checks, Seen } from './check-transfer.ts';
import type { Instruction } from './instruction.ts';
import type { TransferFile, TransferGroup } from './transfer-file.ts';
import type { TransferRules } from './transfer-rules.ts';

/** What the transfers of a message are read with. */
export interface TransferContext extends Checks {
  readonly rules: TransferRules;
  readonly places: Places;
  readonly leftOut: LeftOutList;
  readonly found: (finding: Finding) => void;
  readonly seen: Seen;
}

/** A transfer that was read, with what it is part of as far as that is known. */
export interface TakenTransfer {
  /** The version of the message. */
  readonly id: MessageId;
  readonly part: object;
  readonly parents: readonly Readonly<Record<string, unknown>>[];
  readonly path: string;
  readonly place: Place;
}

/** What a kind of message is read by. */
export interface TransferReader {
  /** A transfer, in the words of the ledger. */
  transfer(taken: TakenTransfer, context: TransferContext): Instruction;
  /** The message without its transfers, once it is whole. */
  message(
    message: Message,
    context: TransferContext,
    totals: (group: number) => TransferGroup,
  ): Pick<TransferFile, 'messageId' | 'createdAt' | 'sender' | 'groups'>;
}
