/** Consents as people read them. */
import { getConsents } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { codeText } from '@trellis/protocol';
import {
  type AuthorizationDetails,
  type Consent,
  type ConsentView,
  detailLabel,
  detailSentence,
} from '@trellis/protocol/http-api';
import { describeAccount } from './account-names.ts';
import { UsageError } from './command-error.ts';
import { namesWith } from './known-names.ts';
import { sentenceText } from './sentence-text.ts';
import type { Session } from './session.ts';

type Field = readonly [name: string, text: string];

/** Who asks. */
export async function clientFields(
  { globals: { home } }: Session,
  { id, name, account }: Consent['client'],
): Promise<readonly Field[]> {
  const own = account === null ? [] : [['pays as', await describeAccount(home, account)] as const];
  return [['client', `${name} (${id})`], ...own];
}

/** What is asked for or was granted, a line each. */
export async function detailFields(
  session: Session,
  details: AuthorizationDetails,
): Promise<readonly Field[]> {
  const assets = details.flatMap((one) => ('asset' in one ? [one.asset] : []));
  const known = await namesWith(session, assets);
  // The whole address: whoever signs has to be able to compare it.
  const nameOf = (account: Address): string => {
    const [name, text] = [known.nameOf(account), formatAddress(account)];
    return name === text ? text : `${text} (${name})`;
  };
  const names = { ...known, nameOf };
  return details.map((one): Field => [detailLabel(one), sentenceText(detailSentence(one), names)]);
}

/** A consent, without its uses. */
export async function consentFields(
  session: Session,
  { id, client, details, granted, state, mandates, account }: ConsentView,
): Promise<readonly Field[]> {
  return [
    ['consent', id],
    ['account', await describeAccount(session.globals.home, account)],
    ...(await clientFields(session, client)),
    ...(await detailFields(session, details)),
    ['granted', new Date(Number(granted)).toISOString()],
    ['state', codeText(state)],
    ...mandates.map((mandate): Field => ['mandate', mandate]),
  ];
}

/** Who acted when, the newest first. */
export function useLines({ uses }: Pick<ConsentView, 'uses'>): readonly (readonly string[])[] {
  return uses.map(({ time, what, address, count }) => [
    new Date(Number(time)).toISOString(),
    what.replace(/trellis1[a-z0-9]+/, (one) => `${one.slice(0, 16)}…`),
    address,
    count === 1 ? '' : `${count} times`,
  ]);
}

/** The consent of an account whose id begins so, as the node reports it. Throws `UsageError`. */
export async function findConsent(
  { transport }: Session,
  account: Address,
  text: string,
): Promise<ConsentView> {
  const id = text.replace(/…$/, '');
  const { consents } = await getConsents(transport, account);
  const found = consents.filter((one) => id.length >= 4 && one.id.startsWith(id));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new UsageError(
    'unknown_consent',
    found.length === 0
      ? `the account gave no consent ${id} here`
      : `several consents begin with ${id}; write more of it`,
  );
}
