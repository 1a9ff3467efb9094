/** What an access token says, whoever signed it. */
import { type Address, parseAddress } from '@trellis/crypto';
import { isScope, type Scope } from '@trellis/protocol/http-api';

/** A token whose signature, issuer, audience and time were found right. */
export interface VerifiedToken {
  readonly type: 'own' | 'outside';
  /** The API key that it was given out for, or the subject of the identity provider. */
  readonly subject: string;
  readonly scopes: readonly Scope[];
  /** The accounts that it names; `null`: none, and so no limit. */
  readonly accounts: readonly Address[] | null;
  /** Its own name. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly issued: number;
  readonly expires: number;
  /** The consent that it was given out for; `null`: an API key. */
  readonly consent: string | null;
  /** The key that it is bound to; `null`: whoever has it may use it. */
  readonly thumbprint: string | null;
}

export type CheckedToken =
  | { readonly ok: true; readonly token: VerifiedToken }
  | {
      readonly ok: false;
      readonly refusal: 'invalid_credential' | 'credential_expired' | 'credential_revoked';
      /** Whose it was, where its signature is right. */
      readonly subject?: string;
    };

/** The scopes of a claim: text with spaces between, or a list; those that are none of ours are passed over. */
export function scopesOf(claim: unknown, prefix: string): readonly Scope[] {
  const words = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  const named = words.flatMap((word) =>
    typeof word === 'string' && word.startsWith(prefix) ? [word.slice(prefix.length)] : [],
  );
  return [...new Set(named.filter(isScope))];
}

/** The accounts of a claim; `null` when there is no claim, `undefined` when it can't be read. */
export function accountsOf(claim: unknown): readonly Address[] | null | undefined {
  if (claim === undefined) return null;
  if (!Array.isArray(claim) || claim.length === 0) return undefined;
  const accounts = claim.map((one) => (typeof one === 'string' ? parseAddress(one) : undefined));
  return accounts.every((one) => one !== undefined) ? accounts : undefined;
}
