/** Which message a namespace names. */
import { isMessageId, type MessageId, messageIds, namespaceOf } from '../messages/message-table.ts';

interface NotReadable {
  readonly code: 'unknown_message' | 'national_variant';
  readonly message: string;
}

/** The message of a namespace, or why it can't be read. */
export function namedMessage(namespace: string, allowsVariants: boolean): MessageId | NotReadable {
  const [, kind = '', variant = '', version = '', suffix = ''] =
    /\b((?:pain|pacs|camt)\.[0-9]{3})\.([0-9]{3})\.([0-9]{2})((?:\.[a-z]{2}\.[0-9]{2})?)/.exec(
      namespace,
    ) ?? [];
  const base = `${kind}.001.${version}`;
  if (!isMessageId(base)) {
    const named =
      kind === ''
        ? 'of no message that is read'
        : `of ${kind}.${variant}.${version}, which is not read`;
    const others = messageIds.filter((id) => id.startsWith(`${kind}.`));
    const known = kind === '' || others.length === 0 ? '' : `; read are ${others.join(', ')}`;
    const message = `the namespace ${namespace.slice(0, 100) || 'is empty, and'} is ${named}${known}`;
    return { code: 'unknown_message', message };
  }
  if (namespace === namespaceOf(base)) return base;
  const found = `${kind}.${variant}.${version}${suffix}`;
  if (found === base) {
    return { code: 'unknown_message', message: `the namespace of ${base} is ${namespaceOf(base)}` };
  }
  if (allowsVariants) return base;
  return { code: 'national_variant', message: `${found} is a national variant of ${base}` };
}
