/** The alerts that stand at a node, each with how urgent it is and where it is told what to do. */
import { codeText, limits, visibleText } from '@trellis/protocol';
import type { AlertKind, StandingAlert, WhyResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { type Message, t } from '../language.ts';
import { notReported } from '../own-memory.ts';
import { CopyButton } from './copy-button.tsx';
import { Moment } from './moment.tsx';
import { Table } from './table.tsx';

const kinds: Readonly<Record<AlertKind, Message>> = {
  failed_authentication: 'wrong credentials from one address',
  key_new_address: 'an API key came from a new address',
  refusals: 'many calls were refused',
  equivocation: 'a validator signed twice',
  chain_stalled: 'no block became final',
  not_voting: 'the node does not vote',
  chain_ahead_of_clock: 'the chain is ahead of the node’s clock',
  verifier_difference: 'two verifiers disagree',
  software_too_old: 'the software is too old for the next upgrade',
  upgrade_lapsed: 'an upgrade did not take effect',
  storage_damage: 'stored values are damaged',
  disk_low: 'the disk is nearly full',
};

const severities: Readonly<Record<string, Message>> = { page: 'urgent', warn: 'warning' };

function isKnown(kind: string): kind is AlertKind {
  return Object.hasOwn(kinds, kind);
}

export function StandingAlerts({ alerts }: Pick<WhyResponse, 'alerts'>): JSX.Element {
  return (
    <>
      <h2>{t('Alerts')}</h2>
      {alerts === null ? (
        <p class="quiet">{notReported()}</p>
      ) : (
        <Table
          label={t('Alerts')}
          rows={alerts}
          keyOf={({ kind, subject }) => `${codeText(kind)} ${visibleText(subject)}`}
          empty={t('The node has no alert that stands.')}
          columns={[
            { title: t('Since'), cell: ({ since }) => <Moment time={since} /> },
            { title: t('Severity'), cell: ({ severity }) => severityText(codeText(severity)) },
            { title: t('Alert'), isProse: true, cell: (alert) => <Words alert={alert} /> },
            {
              title: t('What to do'),
              isProse: true,
              cell: ({ runbook }) => <Runbook path={visibleText(runbook)} />,
            },
          ]}
        />
      )}
    </>
  );
}

function severityText(severity: string): string {
  const text = severities[severity];
  return text === undefined ? severity : t(text);
}

function Words({
  alert: { kind, subject, detail },
}: {
  readonly alert: StandingAlert;
}): JSX.Element {
  const name = codeText(kind);
  const [whom, words] = [visibleText(subject), visibleText(detail, limits.sentenceBytesMax)];
  return (
    <>
      <b>{isKnown(name) ? t(kinds[name]) : name.replaceAll('_', ' ')}</b>
      {whom === '' ? null : (
        <>
          {' '}
          <span class="mono">{whom}</span>
        </>
      )}
      <br />
      <span class="quiet">{words === '' ? t('the node’s log names the caller') : words}</span>
    </>
  );
}

/** The documents are not served by the node: so the place can be copied. */
function Runbook({ path }: { readonly path: string }): JSX.Element {
  return (
    <>
      <span class="mono">{path}</span>{' '}
      <CopyButton text={path} what={t('the place in the documents')} />
    </>
  );
}
