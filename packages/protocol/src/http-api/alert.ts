/** The alerts that a node raises, as it tells of those that stand. */
import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { foreignText, tag } from '../codec-basic.ts';
import { container } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { timeCodec } from '../scalars.ts';
import { shortText } from './short-text.ts';

/** Numbers are stable and never reused. */
const kindNumbers = {
  failed_authentication: 1,
  key_new_address: 2,
  refusals: 3,
  equivocation: 4,
  chain_stalled: 5,
  not_voting: 6,
  chain_ahead_of_clock: 7,
  verifier_difference: 8,
  software_too_old: 9,
  upgrade_lapsed: 10,
  storage_damage: 11,
  disk_low: 12,
} as const;

export type AlertKind = keyof typeof kindNumbers;

/** `page`: somebody has to look at once. As the rules in `docs/alerts` have it, which a test compares. */
const severityCodec = tag({ warn: 1, page: 2 });
export type AlertSeverity = ValueOf<typeof severityCodec>;

/** An alert that stands: what it is about is so still, or was raised within the last ten minutes. */
export const alertCodec = container({
  kind: open(tag<AlertKind>(kindNumbers)),
  severity: open(severityCodec),
  /** When it was raised first; since then it stands. */
  since: timeCodec,
  /** What it is about: a validator, a place in the database; or nothing. Callers are named by the log alone. */
  subject: shortText,
  detail: foreignText(limits.sentenceBytesMax, 'text'),
  /** Where the documents say what to do. */
  runbook: shortText,
});

export type StandingAlert = ValueOf<typeof alertCodec>;
