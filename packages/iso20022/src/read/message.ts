/** A message as it was read. */
import type { ApplicationHeader } from '../messages/head-001.ts';
import type { MessageId, MessageKind, MessageValue } from '../messages/message-table.ts';

/** Its value can be relied on if nothing that was found is `invalid`. */
export type Message = {
  readonly [K in MessageKind]: {
    readonly kind: K;
    readonly id: MessageId;
    readonly value: MessageValue<K>;
    readonly header: ApplicationHeader | null;
  };
}[MessageKind];

/** Whether a message is of a kind, for the types. */
export const isKind = <K extends MessageKind>(
  message: Message,
  kind: K,
): message is Extract<Message, { readonly kind: K }> => message.kind === kind;
