/** Raises alerts: in the log, in the metrics, and to the webhook if there is one. */

import type { NodeMetrics } from '@trellis/api';
import type { HeardTrail } from '@trellis/api/access';
import { formatAddress } from '@trellis/crypto';
import type { Clock, Engine, Logger } from '@trellis/engine';
import { protocolOf } from '@trellis/ledger';
import type { AlertKind, StandingAlert } from '@trellis/protocol/http-api';
import { type Alert, type AlertThresholds, createDetector } from './detect.ts';
import { createStandingAlerts } from './standing.ts';
import type { Webhook } from './webhook.ts';

export interface AlertSources {
  readonly thresholds: AlertThresholds;
  readonly engine: Pick<Engine, 'events' | 'stallFacts' | 'guardState' | 'chain' | 'knownVersion'>;
  readonly hear: HeardTrail['hear'];
  readonly metrics: Pick<NodeMetrics, 'alerted'>;
  readonly webhook: Webhook | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

const pollIntervalMs = 1_000;

export interface AlertWatch {
  /** Raises an alert that the node itself found a reason for. */
  raise(alert: Alert): void;
  /** What the node itself raised an alert about is so no more. */
  over(kind: AlertKind): void;
  /** Those that stand now. */
  standing(): readonly StandingAlert[];
  /** From now on alerts are raised at these. */
  change(thresholds: AlertThresholds): void;
  stop(): void;
}

/** Watches until it is stopped. */
export function watchForAlerts(sources: AlertSources): AlertWatch {
  const { thresholds, engine, hear, metrics, webhook, clock, logger } = sources;
  const standing = createStandingAlerts();
  let detector = createDetector(thresholds, standing.over);
  const raise = (alerts: readonly Alert[]): void => {
    for (const alert of alerts) {
      const { kind, subject, detail } = alert;
      logger.warn({ kind, subject, detail }, 'alert');
      standing.raised(alert);
      metrics.alerted(kind);
      webhook?.send(alert);
    }
  };
  const stopHearing = hear((fact) => raise(detector.access(fact, clock.now())));
  const unsubscribe = engine.events.subscribe((event) => {
    if (event.type !== 'equivocation') return;
    const { validator, what, height, round } = event.infraction;
    const detail = `it signed two different ${what}s for height ${height}, round ${round}`;
    raise(detector.equivocation(formatAddress(validator), detail, clock.now()));
  });
  let cancel = (): void => undefined;
  const poll = (): void => {
    const protocol = protocolOf(engine.chain.state());
    raise(detector.upgrades(protocol, engine.knownVersion, clock.now()));
    const { headMs, chainAheadMs } = engine.stallFacts();
    raise(detector.chain(headMs, clock.now()));
    raise(detector.state(engine.guardState(), chainAheadMs, clock.now()));
    cancel = clock.after(pollIntervalMs, poll);
  };
  poll();
  return {
    raise: (alert) => raise([alert]),
    over: standing.over,
    standing: () => standing.list(clock.now()),
    change(next) {
      detector = createDetector(next, standing.over);
    },
    stop() {
      cancel();
      unsubscribe();
      stopHearing();
      webhook?.close();
    },
  };
}
