/** What of all that happens a person should hear of. Pure but for its counts: time and facts come from outside. */
import { addressGroup } from '@trellis/api/access';
import type { GuardState } from '@trellis/engine';
import {
  type ForeignText,
  type ProtocolRecord,
  rawText,
  type VisibleText,
  visibleText,
} from '@trellis/protocol';
import type { AlertKind } from '@trellis/protocol/http-api';
import { createSlidingCount } from './sliding-count.ts';

export interface Alert {
  readonly kind: AlertKind;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Whom it is about: an address, the id of a key, a validator; or nothing. */
  readonly subject: VisibleText;
  readonly detail: VisibleText;
}

/** An alert of these words, which may be of others: it goes to logs, and to systems of others. */
export function alertOf(kind: AlertKind, subject: string, detail: string, time: number): Alert {
  return { kind, time, subject: visibleText(subject), detail: visibleText(detail) };
}

export interface AlertThresholds {
  /** Wrong credentials from one address in a minute. */
  readonly failuresPerMinute: number;
  /** Refused calls of all callers in a minute. */
  readonly refusalsPerMinute: number;
  /** Without a new block. */
  readonly stalledSeconds: number;
}

/** Something that the audit log hears of, too. */
export interface AccessFact {
  readonly event: string;
  readonly who?: ForeignText;
  readonly address?: ForeignText;
  readonly outcome?: ForeignText;
}

export interface Detector {
  access(fact: AccessFact, now: number): readonly Alert[];
  equivocation(validator: string, detail: string, now: number): readonly Alert[];
  /** Asked now and then; `blockAgeMs` is `null` when there was no block since the start. */
  chain(blockAgeMs: number | null, now: number): readonly Alert[];
  /** Asked now and then: what is planned and what became of it, and the newest version that this software knows. */
  upgrades(protocol: ProtocolRecord, knownVersion: number, now: number): readonly Alert[];
  /** What the node can't sign, and how far the chain is ahead of its clock. */
  state(guard: GuardState, chainAheadMs: number, now: number): readonly Alert[];
}

const minuteMs = 60_000;

/** Beyond it blocks would be refused for their time. */
const clockPrecisionMs = 500;

/** The same about the same subject is said again after this long. */
export const quietMs = 10 * minuteMs;

/** Subjects that are told apart; whoever has more addresses than that is seen as a spike of refusals. */
const subjectsMax = 1_000;

/** Refusals that mean a credential was wrong, and not just missing or too narrow. */
const wrongCredentials: ReadonlySet<string> = new Set([
  'invalid_credential',
  'credential_expired',
  'credential_revoked',
  'address_not_permitted',
]);

/** `onOver`: what an alert of this kind was about is not so, whether one was raised or not. */
export function createDetector(
  thresholds: AlertThresholds,
  onOver: (kind: AlertKind) => void = () => undefined,
): Detector {
  const { failuresPerMinute, refusalsPerMinute, stalledSeconds } = thresholds;
  const said = new Map<string, number>();
  const count = createSlidingCount(subjectsMax);
  /** When the node began to be watched: before its first block that is what age counts from. */
  let since: number | null = null;

  function raise(kind: AlertKind, subject: string, detail: string, time: number): readonly Alert[] {
    const name = `${kind} ${subject}`;
    const last = said.get(name);
    if (last !== undefined && time - last < quietMs) return [];
    if (last === undefined && said.size >= subjectsMax) {
      for (const [old, at] of said) if (time - at >= quietMs) said.delete(old);
      if (said.size >= subjectsMax) return [];
    }
    said.set(name, time);
    return [alertOf(kind, subject, detail, time)];
  }

  function forget(kind: AlertKind): void {
    said.delete(`${kind} `);
    onOver(kind);
  }

  function refused({ address = '', outcome = '' }: AccessFact, now: number): readonly Alert[] {
    const alerts: Alert[] = [];
    if (count('refusals', now) >= refusalsPerMinute) {
      const detail = `${refusalsPerMinute} calls were refused within a minute`;
      alerts.push(...raise('refusals', '', detail, now));
    }
    if (!wrongCredentials.has(rawText(outcome))) return alerts;
    const from = addressGroup(rawText(address));
    if (count(`from ${from}`, now) >= failuresPerMinute) {
      const detail = `${failuresPerMinute} credentials were refused within a minute`;
      alerts.push(...raise('failed_authentication', from, detail, now));
    }
    return alerts;
  }

  return {
    access(fact, now) {
      if (fact.event === 'refused') return refused(fact, now);
      if (fact.event !== 'key_new_address') return [];
      const { who = '', address = '' } = fact;
      const detail = `the key was used from ${visibleText(address)}, where it never came from`;
      return raise('key_new_address', visibleText(who), detail, now);
    },
    equivocation: (validator, detail, now) => raise('equivocation', validator, detail, now),
    state: createStateAlerts(raise, forget),
    chain(blockAgeMs, now) {
      since ??= now;
      const age = blockAgeMs ?? now - since;
      if (age < stalledSeconds * 1000) {
        forget('chain_stalled');
        return [];
      }
      const detail = `no block became final for ${Math.floor(age / 1000)} s`;
      return raise('chain_stalled', '', detail, now);
    },
    upgrades: createUpgradeAlerts(raise),
  };
}

/** About what the node can't sign, and the chain's time; told again as soon as it was over in between. */
function createStateAlerts(
  raise: (kind: AlertKind, subject: string, detail: string, time: number) => readonly Alert[],
  forget: (kind: AlertKind) => void,
): Detector['state'] {
  return (guard, chainAheadMs, now) => {
    const alerts: Alert[] = [];
    if (guard.is === 'waiting') {
      const detail = `it signs nothing up to block ${guard.limit}, as its memory of what it signed may be old`;
      alerts.push(...raise('not_voting', '', detail, now));
    } else forget('not_voting');
    if (chainAheadMs > clockPrecisionMs) {
      const detail = `the chain is ${Math.round(chainAheadMs / 1000)} s ahead of this node's clock`;
      alerts.push(...raise('chain_ahead_of_clock', '', detail, now));
    } else forget('chain_ahead_of_clock');
    return alerts;
  };
}

/** About versions of the protocol: this software is too old for the next one, and an upgrade that did not take effect. */
function createUpgradeAlerts(
  raise: (kind: AlertKind, subject: string, detail: string, time: number) => readonly Alert[],
): Detector['upgrades'] {
  let lapsedBefore: bigint | null = null;
  return ({ pending, lapsed }, knownVersion, now) => {
    const alerts: Alert[] = [];
    if (pending !== null && pending.version > knownVersion) {
      const { version, height, release, releaseHash } = pending;
      const detail =
        `protocol version ${version} is planned from block ${height} on, and this software knows no version above ` +
        `${knownVersion}: replace it before by release ${release} (SHA-256 ${releaseHash}), and announce it`;
      alerts.push(...raise('software_too_old', `${version}`, detail, now));
    }
    // What had lapsed before the start is no news.
    lapsedBefore ??= lapsed?.height ?? 0n;
    if (lapsed !== null && lapsed.height !== lapsedBefore) {
      lapsedBefore = lapsed.height;
      const { version, height, announced, power } = lapsed;
      const detail =
        `the upgrade to protocol version ${version} at block ${height} did not take effect: ${announced} of ${power} ` +
        'of the power was ready, and more than 5/6 is needed';
      alerts.push(...raise('upgrade_lapsed', `${version} at ${height}`, detail, now));
    }
    return alerts;
  };
}
