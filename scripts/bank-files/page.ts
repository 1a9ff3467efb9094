/** What becomes of each field of a bank's file, which statuses stand where, and which reason each outcome has: as a page. */
import {
  answerVersions,
  type MappingRow,
  outcomeReasons,
  pacs008Mapping,
  pacs009Mapping,
  pain001Mapping,
  reasonNames,
  statusNames,
  statusTable,
  type Treatment,
} from '@trellis/iso20022';

const treatments: Readonly<Record<Treatment, string>> = {
  carried: 'carried',
  checked: 'checked',
  answered: 'answered',
  refused: 'refused',
  left: 'not carried',
};

const mapping = (title: string, rows: readonly MappingRow[]): string => `## ${title}

| path | what becomes of it | in the payment | how | what is lost |
| --- | --- | --- | --- | --- |
${rows
  .map(
    ({ path, treatment, field = '', rule, lost = '' }) =>
      `| \`${path}\` | ${treatments[treatment]} | ${field} | ${rule} | ${lost} |`,
  )
  .join('\n')}
`;

function statuses(): string {
  const answers = [...new Set(answerVersions.map(([, answer]) => answer))].sort();
  const rows = answers.flatMap((answer) =>
    statusTable(answer).map(([level, all]) => `| \`${answer}\` | ${level} | ${all.join(', ')} |`),
  );
  return `## Statuses

${Object.entries(statusNames)
  .map(([code, name]) => `- \`${code}\`: ${name}`)
  .join('\n')}

| answer | level | statuses |
| --- | --- | --- |
${rows.join('\n')}

A message, or a payment of it, is \`RJCT\` if all of its transfers are, \`PART\` if some are, \`PDNG\` if one waits, and
otherwise what is true of all of them.
`;
}

function reasons(): string {
  const rows = Object.entries(outcomeReasons).map(
    ([code, reason]) => `| \`${code}\` | ${reason} | ${reasonNames[reason]} |`,
  );
  return `## Reasons

| outcome of the ledger | code | name in the external list |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** The page. */
export function bankFilesPage(): string {
  return [
    `# Fields, statuses and reasons of ISO 20022

Written by \`node scripts/bank-files/main.ts\` from the tables that the code goes by; a test says when it is out of date.
[ISO 20022](iso20022.md) says how they are used. A path is from below the message's own element on, and stands for all
that is below it, unless that has a row of its own. What no row names is not carried, and listed as such.
`,
    `## Answers

| question | answer |
| --- | --- |
${answerVersions.map(([question, answer]) => `| \`${question}\` | \`${answer}\` |`).join('\n')}
`,
    mapping('pain.001', pain001Mapping),
    mapping('pacs.008', pacs008Mapping),
    mapping('pacs.009', pacs009Mapping),
    statuses(),
    reasons(),
  ].join('\n');
}
