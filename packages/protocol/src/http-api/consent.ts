/**
 * Consents: an account lets a client see it, or pay from it within limits, by the authorization server of a node. What
 * the owner signs is the whole consent, so that the server can invent none.
 */
import { type Address, type Hash, hash } from '@trellis/crypto';
import { exact, open } from '../answer.ts';
import { encode, type ValueOf } from '../codec.ts';
import { addressCodec, hashCodec, tag, text, uint32, uint64 } from '../codec-basic.ts';
import { container, list, optional, union } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import type { MandateTerms } from '../mandate.ts';
import { amountCodec, assetCodeCodec, chainIdCodec, timeCodec } from '../scalars.ts';
import { chainMessage } from '../signing.ts';
import { witnessCodec } from '../transaction.ts';
import { thumbprintCodec } from './access.ts';

/** The name of a client, of a request or of a token: random, in base64url. */
export const consentNameCodec = text(
  64,
  'a name of letters, digits, "-" and "_"',
  (value): value is string => /^[A-Za-z0-9_-]{8,64}$/.test(value),
);

/** The name of a request in the link of its page, in its `request_uri`, or by itself. */
export function requestNameIn(text: string): string | undefined {
  return /(?:^|\/consent\/|request_uri:)([A-Za-z0-9_-]{43})$/.exec(text)?.[1];
}

/** What a pushed request is called (RFC 9126 §2.2). */
export const requestUriCodec = text(256, 'a request_uri', (value): value is string =>
  /^[!-~]{1,256}$/.test(value),
);

/** Addresses: nothing in them that can't be seen. */
const seenText = text(256, 'text without spaces', (value): value is string =>
  /^[!-~]{0,256}$/.test(value),
);

/** A call, such as `GET /v1/status`. */
const callCodec = text(256, 'a call', (value): value is string => /^[ -~]{0,256}$/.test(value));

/** A name for people. */
const titleCodec = text(
  64,
  'a name of 1 to 64 bytes without control characters',
  (value): value is string => /^\P{C}+$/u.test(value),
);

/** An address that a browser is sent back to: `https`, or `http` of this machine (RFC 8252 §7.3), without a fragment. */
export const redirectUriCodec = text(
  512,
  'an https address without a fragment, or one of http://127.0.0.1 or http://[::1]',
  isRedirectUri,
);

const port = '(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?';
const redirectUriPattern = new RegExp(
  `^(https://([a-z0-9-]+\\.)*[a-z][a-z0-9-]*|http://(127\\.0\\.0\\.1|\\[::1\\]))${port}(/[!-~]*)?$`,
);

function isRedirectUri(value: string): value is string {
  return redirectUriPattern.test(value) && !value.includes('#');
}

/** What a client asks for, and an owner grants (RFC 9396 §2). */
const authorizationDetailCodec = union({
  /** To see the account: its balances, its history, what it granted. */
  account_information: [1, container({ until: timeCodec })],
  /** To pay this, once. */
  payment_initiation: [
    2,
    container({
      payee: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      until: timeCodec,
    }),
  ],
  /** To pay again and again, within limits. */
  recurring_payments: [
    3,
    container({
      /** None named: anybody. */
      payees: list(addressCodec, limits.mandatePayeesMax),
      asset: assetCodeCodec,
      paymentMax: amountCodec,
      periodMax: amountCodec,
      /** Milliseconds. */
      period: uint64,
      paymentsMax: uint32,
      until: timeCodec,
    }),
  ],
});
export type AuthorizationDetail = ValueOf<typeof authorizationDetailCodec>;

/** One of each type at most. */
export const authorizationDetailsCodec = list(authorizationDetailCodec, 3, 1);
export type AuthorizationDetails = ValueOf<typeof authorizationDetailsCodec>;

/** Nobody signs, or is told to have signed, what is understood in part. */
const toSign = exact(authorizationDetailsCodec);

/** The period of a mandate that pays once: any would do. */
const oncePeriodMs = 86_400_000n;

/** The limits on chain that keep a client to a detail; `null` where nothing is paid. */
export function mandateTerms(detail: AuthorizationDetail, client: Address): MandateTerms | null {
  const delegate = { type: 'account', account: client } as const;
  switch (detail.type) {
    case 'account_information':
      return null;
    case 'payment_initiation': {
      const { payee, asset, amount, until } = detail;
      const once = { paymentMax: amount, periodMax: amount, period: oncePeriodMs, paymentsMax: 1 };
      return { delegate, asset, payees: [payee], ...once, validUntil: until };
    }
    case 'recurring_payments': {
      const { type: _, until, ...terms } = detail;
      return { delegate, ...terms, validUntil: until };
    }
  }
}

/** Who asks, as the operator of the node registered it. */
const consentClientFields = {
  id: consentNameCodec,
  name: titleCodec,
  /** The account that pays under its mandates; `null`: it may pay nothing. */
  account: optional(addressCodec),
};

export const consentClientCodec = container({
  ...consentClientFields,
  redirectUris: list(redirectUriCodec, 8, 1),
  /** RFC 7638, of the key that it proves itself with. */
  keyThumbprint: thumbprintCodec,
});
export type ConsentClient = ValueOf<typeof consentClientCodec>;

/** `GET /oauth/requests/{request}`: what a client asks for, for the owner to look at. */
export const consentRequestCodec = container({
  request: consentNameCodec,
  chainId: chainIdCodec,
  /** The authorization server. */
  issuer: seenText,
  client: container(consentClientFields),
  /** Where the browser goes with the answer. */
  redirectUri: redirectUriCodec,
  details: toSign,
  expires: timeCodec,
});
export type ConsentRequest = ValueOf<typeof consentRequestCodec>;

/** What an owner signs. */
export const consentCodec = container({
  chainId: chainIdCodec,
  issuer: seenText,
  /** What it answers: so it can be used once. */
  request: consentNameCodec,
  client: container(consentClientFields),
  redirectUri: redirectUriCodec,
  account: addressCodec,
  details: authorizationDetailsCodec,
  /** The transaction that grants a mandate for each detail that pays, in their order; `null` where none pays. */
  mandateTransaction: optional(hashCodec),
});
export type Consent = ValueOf<typeof consentCodec>;

/** Signatures that meet the policy of its account. */
export const signedConsentCodec = container({
  consent: consentCodec,
  witnesses: list(witnessCodec, limits.witnessesMax),
});
export type SignedConsent = ValueOf<typeof signedConsentCodec>;

/** The name of a consent: known before it is signed. */
export function consentId(consent: Consent): Hash {
  return hash('consent', encode(consentCodec, consent));
}

/** What an owner signs to grant a consent. */
export function consentMessage(consent: Consent): Uint8Array {
  return statementMessage({ type: 'grant', consent });
}

/** That a consent is over: signed as the consent was. */
const consentRevocationCodec = container({
  chainId: chainIdCodec,
  issuer: seenText,
  account: addressCodec,
  consent: hashCodec,
});
export type ConsentRevocation = ValueOf<typeof consentRevocationCodec>;

export const signedRevocationCodec = container({
  revocation: consentRevocationCodec,
  witnesses: list(witnessCodec, limits.witnessesMax),
});
export type SignedRevocation = ValueOf<typeof signedRevocationCodec>;

/** What an owner signs to revoke a consent. */
export function revocationMessage(revocation: ConsentRevocation): Uint8Array {
  return statementMessage({ type: 'revoke', revocation });
}

/** All that owners sign about consents. No signature of one counts for the other. */
export const consentStatementCodec = union({
  grant: [1, container({ consent: consentCodec })],
  revoke: [2, container({ revocation: consentRevocationCodec })],
});
export type ConsentStatement = ValueOf<typeof consentStatementCodec>;

/** What is signed of a statement, under the purpose `consent`. */
export function statementMessage(statement: ConsentStatement): Uint8Array {
  const { chainId } = statement.type === 'grant' ? statement.consent : statement.revocation;
  return chainMessage(chainId, encode(consentStatementCodec, statement));
}

/** `POST /oauth/consents`, and a refusal: where the browser goes. */
export const consentAnswerCodec = container({
  /** Of the consent; `null`: refused. */
  consent: optional(hashCodec),
  /** Room for the longest address and `state`, each of whose characters may become three. */
  redirect: text(4_096, 'an address', (value): value is string => value.length > 0),
});
export type ConsentAnswer = ValueOf<typeof consentAnswerCodec>;

/** That a client acted under a consent. */
const consentUseCodec = container({
  time: timeCodec,
  /** What it called. */
  what: callCodec,
  /** Where from. */
  address: seenText,
  /** How often, from the first of these on: alike ones in a row are counted. */
  count: uint32,
});
export type ConsentUse = ValueOf<typeof consentUseCodec>;

/** Uses that are told; the oldest make room. */
export const consentUsesMax = 50;

export const consentViewCodec = container({
  id: hashCodec,
  account: addressCodec,
  client: container(consentClientFields),
  details: toSign,
  granted: timeCodec,
  state: open(tag({ active: 0, revoked: 1, expired: 2 })),
  revoked: optional(timeCodec),
  /** On the chain, one for each detail that pays. */
  mandates: list(hashCodec, 3),
  uses: list(consentUseCodec, consentUsesMax),
});
export type ConsentView = ValueOf<typeof consentViewCodec>;

/** Consents of one account that are kept; those that are over make room. */
export const consentsMax = 256;

/** `GET /v1/accounts/{address}/consents` */
export const consentsResponseCodec = container({ consents: list(consentViewCodec, consentsMax) });
export type ConsentsResponse = ValueOf<typeof consentsResponseCodec>;

/** `POST /oauth/consents/revoke` */
export const consentRevokedCodec = container({ consent: consentViewCodec });
