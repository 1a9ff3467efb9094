import { readFileSync } from 'node:fs';
import type { AlertKind } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { alertFacts } from './alert-facts.ts';
import { alertOf, createDetector, quietMs } from './detect.ts';
import { createStandingAlerts } from './standing.ts';

const documentOf = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

const minuteMs = 60_000;
const alertKinds = Object.keys(alertFacts) as readonly AlertKind[];

describe('the alerts that stand', () => {
  it('are those of the last ten minutes, the newest first, with what the kind says', () => {
    const standing = createStandingAlerts();
    standing.raised(alertOf('equivocation', 'trellis1x', 'it signed twice', 0));
    standing.raised(alertOf('storage_damage', 'receipts 1', 'it is repaired', minuteMs));
    expect(standing.list(minuteMs)).toMatchObject([
      { kind: 'storage_damage', since: 60_000n, severity: 'page', subject: 'receipts 1' },
      {
        kind: 'equivocation',
        runbook: 'docs/incidents.md#there-is-evidence-against-our-validator',
      },
    ]);
    expect(standing.list(quietMs + 30_000)).toMatchObject([{ kind: 'storage_damage' }]);
    expect(standing.list(2 * quietMs)).toEqual([]);
  });

  it('stand from the first time on, until what they are about is over', () => {
    const standing = createStandingAlerts();
    const detector = createDetector(
      { failuresPerMinute: 1, refusalsPerMinute: 9, stalledSeconds: 60 },
      standing.over,
    );
    const look = (age: number, now: number) => {
      for (const alert of detector.chain(age, now)) standing.raised(alert);
    };
    look(61_000, 61_000);
    look(61_000 + quietMs, 61_000 + quietMs);
    expect(standing.list(3 * quietMs)).toMatchObject([{ kind: 'chain_stalled', since: 61_000n }]);
    look(10, 3 * quietMs);
    expect(standing.list(3 * quietMs)).toEqual([]);
  });

  it('do not show who called to a key that may only read the status', () => {
    const standing = createStandingAlerts();
    standing.raised(alertOf('failed_authentication', '10.0.0.7', 'from 10.0.0.7', 5));
    const [told] = standing.list(5);
    expect(told).toMatchObject({ kind: 'failed_authentication', severity: 'warn' });
    expect(JSON.stringify(told, (_, one) => String(one))).not.toContain('10.0.0.7');
    expect([told?.subject, told?.detail]).toEqual(['', '']);
  });

  it('are limited in number', () => {
    const standing = createStandingAlerts();
    for (let at = 0; at < 100; at++)
      standing.raised(alertOf('equivocation', `v${at}`, 'twice', at));
    const told = standing.list(100);
    expect([told.length, told[0]?.subject]).toEqual([64, 'v99']);
  });
});

it('each kind is as urgent as the rule for Prometheus that fires for it', () => {
  const rules = documentOf('docs/alerts/trellis.rules.yml').split('- alert: ').slice(1);
  const severityOf = new Map(
    rules.flatMap((rule) => {
      const kinds = /kind=~"([^"]+)"/.exec(rule)?.[1]?.split('|') ?? [];
      const severity = /severity: (\w+)/.exec(rule)?.[1];
      return kinds.map((kind) => [kind, severity] as const);
    }),
  );
  const told = alertKinds.map((kind) => [kind, alertFacts[kind].severity] as const);
  expect(new Map(told)).toEqual(severityOf);
});

it.each(alertKinds)('what to do about %s is written down', (kind) => {
  const [path = '', place] = alertFacts[kind].runbook.split('#');
  const titles = [...documentOf(path).matchAll(/^##+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  if (place !== undefined) expect(titles).toContain(place);
  else expect(titles.length).toBeGreaterThan(0);
});
