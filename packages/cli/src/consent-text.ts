/** Consents as people read them. */
import { getConsents } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { codeText, periodText } from '@trellis/protocol';
import type {
  AuthorizationDetail,
  AuthorizationDetails,
  Consent,
  ConsentView,
} from '@trellis/protocol/http-api';
import { describeAccount } from './account-names.ts';
import { fetchAsset, showAmount } from './assets.ts';
import { UsageError } from './command-error.ts';
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
  const fields: Field[] = [];
  for (const detail of details) fields.push([nameOf(detail), await sentenceOf(session, detail)]);
  return fields;
}

function nameOf({ type }: AuthorizationDetail): string {
  switch (type) {
    case 'account_information':
      return 'see';
    case 'payment_initiation':
      return 'pay once';
    case 'recurring_payments':
      return 'pay';
  }
}

async function sentenceOf(session: Session, detail: AuthorizationDetail): Promise<string> {
  const until = new Date(Number(detail.until)).toISOString();
  if (detail.type === 'account_information') return `balances and history, until ${until}`;
  const { decimals, asset } = await fetchAsset(session, detail.asset);
  const show = (amount: bigint): string => showAmount(amount, decimals, asset);
  const { home } = session.globals;
  if (detail.type === 'payment_initiation') {
    const payee = await describeAccount(home, detail.payee);
    return `${show(detail.amount)} to ${payee}, until ${until}`;
  }
  const { paymentMax, periodMax, period, paymentsMax, payees } = detail;
  const named = await Promise.all(payees.map((one) => describeAccount(home, one)));
  const whom = named.length === 0 ? 'anybody' : named.join(', ');
  return `at most ${show(paymentMax)} at once and ${show(periodMax)} in each ${periodText(period)} to ${whom}, ${paymentsMax} times until ${until}`;
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
