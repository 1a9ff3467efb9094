/** All error codes, as a page and as the table that `trellis errors` shows. */

import { exitCodeTable, hintFor, systemErrors } from '@trellis/cli';
import { findingMeaning } from '@trellis/iso20022';
import { rejectionMeaning, statuses, statusMeaning } from '@trellis/protocol';
import { errorMeaning, requestErrorCodes } from '@trellis/protocol/http-api';
import { codeOfError, codesOfClass, codesOfUnion, type ErrorCode, sourcesOf } from './collect.ts';

interface Section {
  readonly title: string;
  readonly text: string;
  readonly codes: readonly ErrorCode[];
}

const of = (meanings: Readonly<Record<string, string>>): readonly ErrorCode[] =>
  Object.entries(meanings).map(([code, meaning]) => ({ code, meanings: [meaning] }));

function sections(): readonly Section[] {
  const [cli, client, crypto, ledger, testnet, keystore, bench, iso20022] = [
    'cli/src',
    'client/src',
    'crypto/src',
    'ledger/src',
    'testnet/src',
    'keystore/src',
    'bench/src',
    'iso20022/src',
  ].map(sourcesOf) as [string, string, string, string, string, string, string, string];
  const node = ['engine/src', 'network/src', 'storage/src', 'api/src', 'node/src']
    .map(sourcesOf)
    .join('\n');
  const gateway = sourcesOf('gateway/src');
  return [
    {
      title: 'Outcomes of a transaction that is in a block',
      text: 'In the receipt, with the position of the operation that failed. All but `success` change nothing but the sender’s sequence, and the fee is paid.',
      codes: statuses.map((code) => ({ code, meanings: [statusMeaning[code]] })),
    },
    {
      title: 'Why a transaction is not taken',
      text: 'The answer of `POST /v1/transactions` with 422 (400 for `malformed`, 413 for `too_large`, 503 for `mempool_full`), in the order of checking. The sequence is not used up.',
      codes: of(rejectionMeaning),
    },
    {
      title: 'Other problems of the HTTP API',
      text: 'In the `code` of an `application/problem+json`.',
      codes: requestErrorCodes.map((code) => ({ code, meanings: [errorMeaning(code)] })),
    },
    {
      title: 'Making and sending transactions',
      text: '`BuildError`, `Unreachable` and `NotFinal` of the SDK. Nothing was sent, but for `not_final`.',
      codes: [
        ...codesOfUnion(client, 'BuildErrorCode'),
        { code: 'unreachable', meanings: ['no answer from the node at …: …'] },
        {
          code: 'not_final',
          meanings: ['the transaction … is not final after … s; it may still become so'],
        },
      ],
    },
    {
      title: 'Proofs that don’t hold',
      text: '`ProofError` of the light client: whoever answered is not to be believed.',
      codes: codesOfUnion(client, 'ProofErrorCode'),
    },
    {
      title: 'Keys',
      text: '`CryptoError` and `NamedKeyError`.',
      codes: [
        ...codesOfUnion(crypto, 'CryptoErrorCode'),
        ...codesOfUnion(keystore, 'NamedKeyErrorCode'),
      ],
    },
    {
      title: 'Invalid usage',
      text: '`trellis` ends with 2. Beside these there are the codes of a wrong command line, such as `unknown_option` and `missing_argument`.',
      codes: codesOfClass(cli, 'UsageError'),
    },
    {
      title: 'Nodes',
      text: 'Why a node does not start, or stopped: its configuration, its folders, its connections, the keys of its API; and what is found in its files.',
      codes: [
        ...codesOfUnion(node, 'ConfigErrorCode'),
        ...codesOfUnion(node, 'StorageErrorCode'),
        ...codesOfUnion(node, 'TransportErrorCode'),
        ...codesOfUnion(node, 'ApiKeyErrorCode'),
        ...codesOfClass(node, 'ConsentError'),
        ...codesOfClass(node, 'UnknownVersionError'),
        codeOfError(node, 'HttpListenError'),
        codeOfError(node, 'AuditFailure'),
        codeOfError(node, 'VerifierDifference'),
        codeOfError(cli, 'AuditLogDamaged'),
        codeOfError(cli, 'ActionNeeded'),
        codeOfError(ledger, 'DamagedTree'),
      ],
    },
    {
      title: 'Banks’ files',
      text: '`trellis iso` ends with 1. What is wrong in a file has codes of its own, which `trellis iso validate` shows with their places.',
      codes: [
        codeOfError(cli, 'FileRejected'),
        codeOfError(iso20022, 'SchemaError'),
        ...codesOfClass(iso20022, 'ReportError'),
        ...codesOfClass(gateway, 'GatewayConfigError'),
        ...codesOfClass(gateway, 'FolderInUse'),
        ...codesOfClass(gateway, 'JournalError'),
        {
          code: 'not_writable',
          meanings: ['a value does not fit into the version of the message that it is written as'],
        },
        ...of(findingMeaning),
      ],
    },
    {
      title: 'Exports',
      text: '`ExportError` of `trellis export`.',
      codes: codesOfClass(sourcesOf('export/src'), 'ExportError'),
    },
    {
      title: 'The system',
      text: 'What the operating system and OpenSSL refuse. Where a file, a port or a node was named, the sentence names it too.',
      codes: Object.entries(systemErrors).map(([code, { what }]) => ({ code, meanings: [what] })),
    },
    {
      title: 'Testnets and measurements',
      text: '`TestnetError`, `BenchError` and `LedgerError`.',
      codes: [
        ...codesOfUnion(testnet, 'TestnetErrorCode'),
        ...codesOfClass(bench, 'BenchError'),
        ...codesOfUnion(bench, 'LedgerErrorCode'),
      ],
    },
  ];
}

const adviceFor = (code: string): string => hintFor(code) ?? systemErrors[code]?.advice ?? '';

/** The table of `trellis errors`: every code once, with all that it means. Throws for a code of which nothing is said. */
export function errorTable(): string {
  const table = new Map<string, { meanings: Set<string>; advice: string }>();
  for (const { codes } of sections()) {
    for (const { code, meanings } of codes) {
      const entry = table.get(code) ?? { meanings: new Set(), advice: adviceFor(code) };
      for (const one of explained(code, meanings)) entry.meanings.add(sentence(one));
      table.set(code, entry);
    }
  }
  const rows = [...table].map(([code, { meanings, advice }]) => [
    code,
    { meanings: [...meanings], advice: advice === '' ? null : advice },
  ]);
  return `${JSON.stringify(Object.fromEntries(rows.sort()), null, 2)}\n`;
}

function explained(code: string, meanings: readonly string[]): readonly string[] {
  if (meanings.length === 0) throw new Error(`nothing says what ${code} means`);
  return meanings;
}

/** The page. Throws for a code of which nothing is said anywhere. */
export function errorsPage(): string {
  const parts = sections().map(({ title, text, codes }) => {
    const rows = codes.map(({ code, meanings }) => {
      const means = explained(code, meanings).map(cell).join('<br>');
      return `| \`${code}\` | ${means} | ${cell(adviceFor(code))} |`;
    });
    return [
      `## ${title}`,
      '',
      text,
      '',
      '| code | meaning | what to do |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return [
    '# Error codes',
    '',
    'Written by `node scripts/errors/main.ts` from the code itself; a test says when it is out of date. Codes are stable; sentences may',
    'change. `…` stands for what differs from one time to the next, such as a name or a number. Where the last column is empty, the sentence says all there is to do.',
    '`trellis errors CODE` shows the same. The codes of connections that are refused are in [security](security.md).',
    '',
    '## Exit codes',
    '',
    ...exitCodeTable(),
    '',
    parts.join('\n\n'),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return sentence(text.replaceAll('|', '\\|').replaceAll('<', '&lt;'));
}

function sentence(text: string): string {
  const clean = text.replace(/\s+/g, ' ').trim();
  if (clean === '') return '';
  const begun = clean[0]?.toUpperCase() + clean.slice(1);
  return /[.?!…]$/.test(begun) ? begun : `${begun}.`;
}
