/** From what a client asks to the address that the browser continues at: mandates on the chain first, then the consent. */
import {
  ApiProblem,
  consentMandates,
  consentTo,
  grantConsent,
  revokeConsent,
} from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import { codeText, type SignedTransaction, transactionId } from '@trellis/protocol';
import type { ConsentRequest, ConsentView } from '@trellis/protocol/http-api';
import { expectWayBack } from '../page/consent-way-back.ts';
import { words } from '../page/format.ts';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import { needsOthers, queueOf, type Standing, signAsOneOfSeveral, type Wallet } from './consent.ts';
import type { SignedEnd, SignedGrant } from './consent-file.ts';
import { isSameStatement, type Signatory } from './consent-signatures.ts';

/** The transaction that grants what a client may pay. */
export interface MandateTransaction {
  /** `null`: nothing is paid. */
  readonly id: Hash | null;
  /** Others have to sign it as well; nobody has submitted it. */
  readonly handed: SignedTransaction | null;
}

export const pays = ({ details }: Pick<ConsentRequest, 'details'>): boolean =>
  details.some(({ type }) => type !== 'account_information');

/** A consent to a request that nobody has signed yet. */
export function grantOf(
  request: ConsentRequest,
  { account }: Signatory,
  mandates: Hash | null,
): SignedGrant {
  const consent = consentTo(request, account.address, mandates);
  return { statement: { type: 'grant', consent }, witnesses: [] };
}

/** What others signed has to answer what is asked here, with nothing added, left out or changed. */
export function expectAnswer({ statement }: SignedGrant, request: ConsentRequest): void {
  const { account, mandateTransaction } = statement.consent;
  const consent = consentTo(request, account, mandateTransaction);
  if (isSameStatement(statement, { type: 'grant', consent })) return;
  throw new Error(t('what was signed is not what the client asks for'));
}

/**
 * Grants on the chain what the client asks to pay, once for a request, however often this is run. Throws `Declined`, and
 * what the queue throws.
 */
export async function grantMandates(
  wallet: Wallet,
  request: ConsentRequest,
  { key, account: { address } }: Signatory,
  onStanding: (standing: Standing) => void,
): Promise<MandateTransaction> {
  const operations = consentMandates(request, address);
  if (operations.length === 0) return { id: null, handed: null };
  const plan = { sender: address, operations };
  if (await needsOthers(wallet.session, plan, key)) {
    const handed = await signAsOneOfSeveral(wallet, key, plan);
    return { id: transactionId(handed.transaction), handed };
  }
  const { submission, final } = await queueOf(wallet, key, address).send(
    { operations, idempotencyKey: `consent-${request.request}` },
    { onState: (one) => onStanding({ submission: one }), timeoutMs: null },
  );
  const { status } = final.receipt;
  onStanding({ submission: { ...submission, state: 'final' }, status });
  if (status !== 'success') {
    throw new Error(t('final, but not applied: {0}', words(codeText(status))));
  }
  return { id: submission.id, handed: null };
}

/** The id of a transaction that granted the mandates before. Throws. */
export function namedTransaction(text: string): MandateTransaction | undefined {
  const id = text.trim();
  if (id === '') return undefined;
  if (isHash(id)) return { id, handed: null };
  throw new Error(t('the id of a transaction has 64 hexadecimal digits'));
}

/** Gives it; the address that the browser continues at. */
export async function give(
  { server }: Session,
  { statement: { consent }, witnesses }: SignedGrant,
): Promise<string> {
  try {
    const { redirect } = await grantConsent(server, { consent, witnesses });
    return expectWayBack(redirect, consent);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'mandate_differs')) throw error;
    throw new Error(
      t(
        'The chain does not have these mandates: have their transaction signed and submitted first, then give the consent again. ({0})',
        error.message,
      ),
    );
  }
}

export async function end(
  { server }: Session,
  { statement: { revocation }, witnesses }: SignedEnd,
): Promise<ConsentView> {
  return (await revokeConsent(server, { revocation, witnesses })).consent;
}
