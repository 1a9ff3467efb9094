/** How urgent each kind of alert is, and where its operator reads what to do. */
import type { AlertKind, AlertSeverity } from '@trellis/protocol/http-api';

interface AlertFacts {
  readonly severity: AlertSeverity;
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
