/** What the page shows of a node that is newer than it is: codes and kinds that it does not know, as the node has them. */
import { type Codec, decodeAnswer, type UnknownCode } from '@trellis/protocol';
import {
  exampleOf,
  historyResponseCodec,
  mempoolResponseCodec,
  statusResponseCodec,
  whyResponseCodec,
} from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { HealthBody } from './pages/health.tsx';
import { OwnNode, PeerState } from './pages/network.tsx';
import { Cause } from './pages/statement.tsx';
import { Operations } from './pages/transaction.tsx';
import { Outcome } from './parts/outcome.tsx';

const code: UnknownCode = { type: 'unknown', original: 'a_new_code' };
const kind: UnknownCode = { type: 'unknown', original: { type: 'aNewKind', more: 1 } };

function example<T>(codec: Codec<T>): T {
  const read = decodeAnswer(codec, exampleOf(codec.schema));
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

/** The text of a part of the page. */
function textOf(part: JSX.Element): string {
  const text = renderToString(part)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  expect(text).not.toMatch(/\[object|undefined|NaN/);
  return text;
}

it('shows the status of a transaction that it does not know', () => {
  expect(textOf(Outcome({ status: code }))).toBe('a new code');
});

it('shows causes and votes that it does not know', () => {
  const why = example(whyResponseCodec);
  const [validator] = why.validators;
  const [alert] = why.alerts ?? [];
  if (validator === undefined || why.voting === null) throw new Error('an example with a vote');
  if (alert === undefined) throw new Error('an example with an alert');
  const text = textOf(
    HealthBody({
      status: {
        ...example(statusResponseCodec),
        guard: { state: code, doubt: null, limit: null, missing: [] },
      },
      why: {
        ...why,
        cause: code,
        also: [{ cause: code, sentence: 'Something is new.' }],
        alerts: [{ ...alert, kind: code, severity: code, detail: 'A new alert.' }],
        voting: { ...why.voting, step: code, proposal: code },
        validators: [{ ...validator, presence: code, prevote: code, precommit: code }],
      },
    }),
  );
  expect(text).toContain('Something is new.');
  expect(text).toMatch(/a_new_code a new code .*A new alert\./);
  expect(text).toMatch(/Double-sign guard a new code/);
  expect(text).toMatch(/round 1, a new code/);
  expect(text).toMatch(/Its proposal a new code/);
  expect(text).toMatch(/a new code a new code a new code/);
});

it('shows the direction of a connection that it does not know', () => {
  const [peer] = example(statusResponseCodec).peers;
  if (peer === undefined) throw new Error('an example with a peer');
  expect(textOf(PeerState({ peer: { ...peer, direction: code } }))).toContain('a new code');
});

it('shows operations that it does not know', () => {
  const [waiting] = example(mempoolResponseCodec).transactions;
  if (waiting === undefined) throw new Error('an example with a transaction');
  const transaction = { ...waiting.transaction, operations: [kind] };
  expect(textOf(Operations({ transaction, failed: null }))).toContain(
    'aNewKind, which this page does not know',
  );
});

it('shows the cause of a line of a statement that it does not know', () => {
  const [entry] = example(historyResponseCodec).entries;
  if (!entry?.transaction) throw new Error('an example with a transaction');
  const transaction = { ...entry.transaction, operations: [kind] };
  const text = textOf(Cause({ entry: { ...entry, status: code, transaction } }));
  expect(text).toMatch(/fee of what failed \(a new code\): aNewKind/);
});

it('shows as unknown what an older node does not report', () => {
  const status = example(statusResponseCodec);
  const node = { ...status.node, instance: null, mlDsa: null };
  const older = { ...status, node, storage: null, guard: null, chainAheadMs: null };
  const text = textOf(OwnNode({ status: older }));
  expect(text).toMatch(/ML-DSA is verified by unknown: .* Storage unknown: /);
});
