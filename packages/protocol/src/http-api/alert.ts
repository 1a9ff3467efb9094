/** The alerts that a node raises: how urgent each is, and where its operator reads what to do. */
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

export const alertKinds = Object.keys(kindNumbers) as readonly AlertKind[];

/** `page`: somebody has to look at once. As the rules in `docs/alerts` have it, which a test compares. */
const severityCodec = tag({ warn: 1, page: 2 });
type Severity = ValueOf<typeof severityCodec>;

interface AlertFacts {
  readonly severity: Severity;
  /** In the documents of the software. */
  readonly runbook: string;
  /** It tells of a caller, whom only the log names. */
  readonly isOfCaller?: true;
}

const incident = (name: string): string => `docs/incidents.md#${name}`;

/** What is known of an alert from its kind alone. */
export const alertFacts: Readonly<Record<AlertKind, AlertFacts>> = {
  failed_authentication: {
    severity: 'warn',
    runbook: incident('an-api-key-is-leaked'),
    isOfCaller: true,
  },
  key_new_address: {
    severity: 'warn',
    runbook: incident('an-api-key-is-leaked'),
    isOfCaller: true,
  },
  refusals: { severity: 'warn', runbook: incident('an-api-key-is-leaked'), isOfCaller: true },
  equivocation: { severity: 'page', runbook: incident('there-is-evidence-against-our-validator') },
  chain_stalled: { severity: 'page', runbook: incident('a-third-of-the-validators-is-down') },
  not_voting: { severity: 'page', runbook: 'docs/operations.md#moving-and-restoring-a-validator' },
  chain_ahead_of_clock: {
    severity: 'page',
    runbook: incident('the-chain-is-ahead-of-the-clocks'),
  },
  verifier_difference: {
    severity: 'page',
    runbook: incident('a-node-was-stopped-by-its-double-check'),
  },
  software_too_old: { severity: 'page', runbook: 'docs/upgrades.md' },
  upgrade_lapsed: { severity: 'page', runbook: incident('an-upgrade-lapsed') },
  storage_damage: { severity: 'page', runbook: incident('the-database-is-damaged') },
  disk_low: { severity: 'page', runbook: incident('the-disk-is-full') },
};

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
