/** Whether an owner consented to exactly this: by the account's own policy, and by mandates of exactly its limits. */
import { claimsFault, type Hash, type VerifyClaim } from '@trellis/crypto';
import { accountClaims, type State, type TransactionContext } from '@trellis/ledger';
import { encode, mandateId, stateKey, type Witness } from '@trellis/protocol';
import {
  type AuthorizationDetail,
  type Consent,
  consentCodec,
  mandateTerms,
} from '@trellis/protocol/http-api';
import type { RegisteredClient } from './consent-clients.ts';
import type { OpenRequest } from './consent-requests.ts';

/** The newest final state, and what rules the block after it. */
export interface CurrentState {
  readonly state: State;
  readonly context: TransactionContext;
}

/** Why witnesses do not meet the policy of an account over a message; `undefined`: they do. */
export async function signaturesProblem(
  { state, context }: CurrentState,
  signed: {
    readonly account: Consent['account'];
    readonly message: Uint8Array;
    readonly witnesses: readonly Witness[];
  },
  verify: VerifyClaim,
): Promise<string | undefined> {
  const { account, message, witnesses } = signed;
  if (witnesses.some((one) => one.account !== account)) return 'a signature is for another account';
  const required = accountClaims(state, context, account, witnesses);
  if (!required.ok) return required.rejection;
  const claims = required.claims.map(({ scheme, publicKey, signature }) => ({
    ...{ scheme, purpose: 'consent' as const, publicKey, message, signature },
  }));
  const fault = await claimsFault({ ok: true, claims }, verify);
  return fault === undefined ? undefined : 'bad_signature';
}

/** Whether a consent answers a request with nothing added, left out or changed. */
export function answersRequest(
  consent: Consent,
  request: OpenRequest,
  {
    client: { id, name, account },
    issuer,
    chainId,
  }: { readonly client: RegisteredClient } & Pick<Consent, 'issuer' | 'chainId'>,
): boolean {
  const { redirectUri, details } = request;
  const expected: Consent = {
    ...{
      chainId,
      issuer,
      request: request.id,
      client: { id, name, account },
      redirectUri,
      details,
    },
    account: consent.account,
    mandateTransaction: consent.mandateTransaction,
  };
  return Buffer.from(encode(consentCodec, expected)).equals(encode(consentCodec, consent));
}

/** The mandates of a consent, unused and each of exactly the limits of its detail; or what differs. */
export function mandatesOf(
  { state }: Pick<CurrentState, 'state'>,
  { account, client, details, mandateTransaction }: Consent,
):
  | { readonly ok: true; readonly mandates: readonly Hash[] }
  | { readonly ok: false; readonly problem: string } {
  const paying = details.filter(({ type }) => type !== 'account_information');
  if (paying.length === 0) {
    return mandateTransaction === null
      ? { ok: true, mandates: [] }
      : { ok: false, problem: 'a mandate is named where nothing is paid' };
  }
  if (mandateTransaction === null || client.account === null) {
    return { ok: false, problem: 'no transaction with the mandates is named' };
  }
  const mandates: Hash[] = [];
  for (const [index, detail] of paying.entries()) {
    const id = mandateId(mandateTransaction, index);
    const problem = mandateProblem(state, id, { account, delegate: client.account, detail });
    if (problem !== undefined) return { ok: false, problem: `${detail.type}: ${problem}` };
    mandates.push(id);
  }
  return { ok: true, mandates };
}

function mandateProblem(
  state: State,
  id: Hash,
  {
    account,
    delegate,
    detail,
  }: {
    readonly account: Consent['account'];
    readonly delegate: Consent['account'];
    readonly detail: AuthorizationDetail;
  },
): string | undefined {
  const found = state.get(stateKey.mandate(id));
  if (found === undefined) return `the chain has no mandate ${id} yet`;
  if (found.owner !== account) return 'the mandate is of another account';
  if (found.payments !== 0) return 'the mandate was used before';
  const expected = mandateTerms(detail, delegate);
  if (expected === null) return undefined;
  const isSame =
    found.delegate.type === 'account' &&
    found.delegate.account === delegate &&
    found.asset === expected.asset &&
    found.paymentMax === expected.paymentMax &&
    found.periodMax === expected.periodMax &&
    found.period === expected.period &&
    found.validUntil === expected.validUntil &&
    found.paymentsMax === expected.paymentsMax &&
    found.payees.length === expected.payees.length &&
    found.payees.every((payee, position) => payee === expected.payees[position]);
  return isSame ? undefined : 'the limits of the mandate are not those of the consent';
}
