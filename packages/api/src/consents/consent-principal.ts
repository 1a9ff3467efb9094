/** What of the API a consent opens. Pure. */
import type { Address } from '@trellis/crypto';
import type { Transaction } from '@trellis/protocol';
import type { Consent, Scope } from '@trellis/protocol/http-api';
import type { ConsentPart, Principal } from '../credentials/principal.ts';
import type { GivenConsent } from './given-consents.ts';

export function consentScopes({ details }: Pick<Consent, 'details'>): readonly Scope[] {
  const pays = details.some(({ type }) => type !== 'account_information');
  return pays ? ['read', 'submit'] : ['read'];
}

/** Who holds a token of a consent: it sees the account if it may, and its own, and pays under the mandates. */
export function consentPrincipal(
  { id, signed: { consent }, mandates }: GivenConsent,
  token: { readonly id: string; readonly expires: number },
): Principal {
  const { client, account, details } = consent;
  const sees = details.some(({ type }) => type === 'account_information') ? [account] : [];
  const own: readonly Address[] = client.account === null ? [] : [client.account];
  const paying = details.filter(({ type }) => type !== 'account_information');
  const amounts = paying.flatMap((detail, index) => {
    const mandate = mandates[index];
    const amount = detail.type === 'payment_initiation' ? detail.amount : null;
    return mandate === undefined ? [] : [[mandate, amount] as const];
  });
  return {
    type: 'consent',
    id: client.id,
    scopes: consentScopes(consent),
    accounts: [...sees, ...own],
    expires: token.expires,
    token: token.id,
    consent: { id, mandates: new Map(amounts) },
  };
}

/** Whether a transaction does nothing but pay under the mandates of a consent, and exactly what pays once. */
export function paysUnder({ mandates }: ConsentPart, { operations }: Transaction): boolean {
  return operations.every((operation) => {
    if (operation.type !== 'payUnderMandate') return false;
    const exact = mandates.get(operation.mandate);
    return exact === null || exact === operation.amount;
  });
}
