/** Codes of a node in the words of the page's language. */
import type {
  AssetRuleName,
  AssetRules,
  Choice,
  ClawbackReason,
  UnknownCode,
} from '@trellis/protocol';
import type { WhyResponse } from '@trellis/protocol/http-api';
import { words } from './format.ts';
import { type Message, t } from './language.ts';

type Voting = NonNullable<WhyResponse['voting']>;

/** What a form lets choose, and what a vote and a round that is voted on can be: a code without a word does not compile. */
type Codes =
  | Choice
  | AssetRuleName
  | AssetRules['holders' | 'freeze']
  | ClawbackReason
  | Exclude<Voting['step'] | Voting['proposal'], UnknownCode>
  | Exclude<WhyResponse['validators'][number]['presence' | 'prevote' | 'precommit'], UnknownCode>;

const known: Readonly<Record<string, Message> & Record<Codes, Message>> = {
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
  approve: 'approve',
  reject: 'reject',
  propose: 'proposal',
  prevote: 'prevote',
  precommit: 'precommit',
  decided: 'decided',
  unchanged: 'as it is',
  holders: 'who may hold it',
  freeze: 'freezing',
  clawback: 'clawing back',
  supplyMax: 'the maximum supply',
  anyone: 'anyone',
  listed: 'only accounts that the issuer has listed',
  never: 'nobody',
  issuer: 'the issuer',
  courtOrder: 'order of a court',
  sanctions: 'sanctions',
  fraud: 'fraud',
  sentInError: 'sent in error',
  lostKeys: 'lost keys',
  other: 'another reason',
};

/** One that the page does not know stands as the node has it. */
export function codeWord(code: string): string {
  const text = Object.hasOwn(known, code) ? known[code] : undefined;
  return text === undefined ? words(code) : t(text);
}
