/** The alerts that stand now, for whoever asks the node. */
import type { AlertKind, StandingAlert } from '@trellis/protocol/http-api';
import { alertFacts } from './alert-facts.ts';
import { type Alert, quietMs } from './detect.ts';

/** What the node sees the end of; any other stands as long as it would not be raised again. */
const seenToEnd: ReadonlySet<AlertKind> = new Set([
  'chain_stalled',
  'not_voting',
  'chain_ahead_of_clock',
  'disk_low',
]);

/** What is so still is raised again at the first poll after the quiet time. */
const graceMs = 10_000;

/** Beyond it the oldest are left out; the log has them. */
const standingMax = 64;

export interface StandingAlerts {
  raised(alert: Alert): void;
  /** What it is about is so no more. */
  over(kind: AlertKind): void;
  /** The newest first. */
  list(now: number): readonly StandingAlert[];
}

interface Standing {
  readonly alert: Alert;
  readonly since: number;
}

export function createStandingAlerts(): StandingAlerts {
  const all = new Map<string, Standing>();
  const stands = ({ alert }: Standing, now: number): boolean =>
    seenToEnd.has(alert.kind) || now - alert.time < quietMs + graceMs;
  return {
    raised(alert) {
      const name = `${alert.kind} ${alert.subject}`;
      const before = all.get(name);
      const isOld = before === undefined || !stands(before, alert.time);
      all.delete(name);
      all.set(name, { alert, since: isOld ? alert.time : before.since });
      const [oldest] = all.keys();
      if (all.size > standingMax && oldest !== undefined) all.delete(oldest);
    },
    over(kind) {
      for (const [name, { alert }] of all) if (alert.kind === kind) all.delete(name);
    },
    list(now) {
      for (const [name, one] of all) if (!stands(one, now)) all.delete(name);
      return [...all.values()].reverse().map(answerOf);
    },
  };
}

function answerOf({ alert: { kind, subject, detail }, since }: Standing): StandingAlert {
  const { severity, runbook, isOfCaller = false } = alertFacts[kind];
  return {
    kind,
    severity,
    since: BigInt(since),
    subject: isOfCaller ? '' : subject,
    detail: isOfCaller ? '' : detail,
    runbook,
  };
}
