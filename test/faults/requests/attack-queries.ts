/** Queries, `Last-Event-ID` and other headers that no honest client sends, to every endpoint that is read. */
import { listEndpoints } from '@trellis/protocol/http-api';
import { type Attack, type EndpointAttack, pathTo } from './attack-endpoints.ts';
import { sendRequest } from './send-body.ts';

/** As long as a URL may be, and as all headers together. */
const queries: readonly (readonly [name: string, query: string])[] = [
  ['many parameters', 'a&'.repeat(950)],
  ['one parameter many times', 'limit=1&'.repeat(240)],
  ['brackets', `limit${'[a]'.repeat(600)}=1`],
  ['escapes', `limit=${'%25'.repeat(600)}`],
  ['broken escapes', `limit=${'%zz'.repeat(600)}`],
  ['a long number', `limit=${'9'.repeat(1_900)}`],
  ['__proto__', '__proto__[a]=1&constructor.prototype.a=1&__proto__=1'],
  ['beyond the limit', 'a='.repeat(7_000)],
];

const headers: readonly (readonly [name: string, header: string])[] = [
  ['Last-Event-ID: a long number', `Last-Event-ID: ${'9'.repeat(15_000)}`],
  ['Last-Event-ID: from the beginning', 'Last-Event-ID: 0'],
  ['Last-Event-ID: no number', `Last-Event-ID: ${'-'.repeat(15_000)}`],
  ['Prefer: spaces', `Prefer: ${`,wait${' '.repeat(90)}`.repeat(150)}`],
  ['If-None-Match: many', `If-None-Match: ${'W/"a",'.repeat(2_500)}`],
  ['Authorization: long', `Authorization: Bearer ${'a.'.repeat(4_000)}`],
];

export function queryAttacks(
  { url, isChosen }: Pick<EndpointAttack, 'url' | 'isChosen'>,
  onAnswer: () => void,
  onWrong: (what: string) => void,
): readonly Attack[] {
  const read = listEndpoints().filter(({ method }) => method === 'GET');
  const attacks = [
    ...queries.map(([name, query]) => ({ name: `query: ${name}`, query, headers: [] })),
    ...headers.map(([name, header]) => ({ name, query: '', headers: [header] })),
  ];
  return attacks.map(({ name, query, headers: extra }) => ({
    name,
    async run() {
      for (const endpoint of read.filter(isChosen)) {
        const path = `${pathTo(endpoint)}${query && `?${query}`}`;
        const { status, code } = await sendRequest(url, { method: 'GET', path, headers: extra });
        onAnswer();
        if (status === 0 || status >= 500)
          onWrong(`${path.slice(0, 80)}, ${name}: ${status} ${code}`);
      }
    },
  }));
}
