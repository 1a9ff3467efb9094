/** Codes of a node in the words of the page's language. */
import { words } from './format.ts';
import { type Message, t } from './language.ts';

const known: Readonly<Record<string, Message>> = {
  block: 'block',
  nil: 'nil',
  none: 'none yet',
  self: 'this node',
  here: 'here',
  unconnected: 'not connected',
  silent: 'silent',
  behind: 'lagging',
  unchecked: 'not validated yet',
  invalid: 'invalid',
  untimely: 'not timely',
  valid: 'valid',
  voting: 'it may sign',
  comparing: 'it compares its memory with others',
  waiting: 'it waits',
  inbound: 'inbound',
  outbound: 'outbound',
  connected: 'connected',
};

/** One that the page does not know stands as the node has it. */
export function codeWord(code: string): string {
  const text = Object.hasOwn(known, code) ? known[code] : undefined;
  return text === undefined ? words(code) : t(text);
}
