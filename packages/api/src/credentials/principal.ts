/** Whoever calls, once that is known, and what of the API that opens. Pure. */
import type { Address, Hash } from '@trellis/crypto';
import type { Access, AccountReach, Scope } from '@trellis/protocol/http-api';
import type { ApiKeyRecord } from './api-key.ts';

/** What a caller may pay under a consent. */
export interface ConsentPart {
  readonly id: Hash;
  /** The mandates, each with the exact amount where it pays once. */
  readonly mandates: ReadonlyMap<Hash, bigint | null>;
}

export interface Principal {
  /**
   * `token`: a token that this node gave out for a key; `consent`: one for a consent; `issuer`: one of an identity
   * provider.
   */
  readonly type: 'anonymous' | 'key' | 'token' | 'consent' | 'issuer';
  /** The id of the key or the client, the subject of the identity provider, or nothing. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** The accounts that it is limited to; `null`: all. */
  readonly accounts: readonly Address[] | null;
  /** When its token ends, in milliseconds since 1970; `null`: it has none. */
  readonly expires: number | null;
  /** The name of the token, when it is one that this node gave out. */
  readonly token: string | null;
  /** What it may pay, where it acts by a consent. */
  readonly consent?: ConsentPart;
  /** The key that it proved itself by. */
  readonly thumbprint?: string;
}

/** Who holds this key. */
export function keyPrincipal({ id, scopes, accounts }: ApiKeyRecord): Principal {
  return { type: 'key', id, scopes, accounts, expires: null, token: null };
}

/** Who holds a token that was given out for this key: never more than the key. */
export function tokenPrincipal(
  { id, scopes, accounts }: ApiKeyRecord,
  token: { readonly id: string; readonly scopes: readonly Scope[]; readonly expires: number },
): Principal {
  const both = token.scopes.filter((scope) => scopes.includes(scope));
  return { type: 'token', id, scopes: both, accounts, expires: token.expires, token: token.id };
}

export type AccessRefusal = 'unauthenticated' | 'insufficient_scope' | 'account_not_permitted';

/** Why a caller may not call an endpoint; `undefined`: it may. */
export function accessRefusal(
  { type, scopes, accounts }: Principal,
  access: Access,
  reach: AccountReach,
): AccessRefusal | undefined {
  if (access === 'open') return undefined;
  // A client without an API key proves itself by its form, which the handler reads.
  if (access === 'client') return undefined;
  if (!scopes.includes(access)) {
    return type === 'anonymous' ? 'unauthenticated' : 'insufficient_scope';
  }
  return accounts !== null && reach === 'all' ? 'account_not_permitted' : undefined;
}

/** Whether a caller may see or act for every one of these accounts. */
export function mayUseAccounts({ accounts }: Principal, concerned: Iterable<Address>): boolean {
  if (accounts === null) return true;
  for (const account of concerned) if (!accounts.includes(account)) return false;
  return true;
}

/** Whether at least one of these accounts is open to a caller. */
export function mayUseOneOf({ accounts }: Principal, concerned: ReadonlySet<Address>): boolean {
  return accounts === null || accounts.some((account) => concerned.has(account));
}
