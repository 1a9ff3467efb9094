/** Signatures under a statement about a consent: by a key of the account, until its policy is met. */
import {
  currentPolicy,
  getAccount,
  type ProvenAccount,
  signConsent,
  signRevocation,
  type TransactionSigner,
} from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { encode, type Policy, type Witness } from '@trellis/protocol';
import { type ConsentStatement, consentStatementCodec } from '@trellis/protocol/http-api';
import { t } from '../page/language.ts';
import { askFor, signerFor, type Wallet } from './consent.ts';
import type { SignedStatement } from './consent-file.ts';
import { isEnough, neededOf } from './enough-keys.ts';
import { keepShared } from './shared-accounts.ts';
import type { WalletKey } from './vault.ts';

/** A key of this browser that signs for an account, and the account as it is proven. */
export interface Signatory {
  readonly key: WalletKey;
  readonly account: ProvenAccount;
  readonly policy: Policy;
}

/** `keys`: those of this browser, the one that is preferred first; `signed`: places of keys that have signed already. */
export async function signatoryOf(
  { session }: Pick<Wallet, 'session'>,
  keys: readonly WalletKey[],
  address: Address,
  signed: readonly number[] = [],
): Promise<Signatory> {
  const account = await getAccount(session.light, address);
  const policy = currentPolicy(account);
  if (policy === undefined) throw new Error(t('there is no such account: this is proven'));
  const placeOf = ({ header }: WalletKey): number =>
    policy.keys.findIndex((one) => one.scheme === header.scheme && one.address === header.address);
  const own = keys.filter((key) => placeOf(key) !== -1);
  const key = own.find((one) => !signed.includes(placeOf(one))) ?? own[0];
  if (key === undefined) throw new Error(t('no key of this browser signs for it: this is proven'));
  return { key, account, policy };
}

const accountIn = (statement: ConsentStatement): Address =>
  statement.type === 'grant' ? statement.consent.account : statement.revocation.account;

/** Adds the signature of the key. Throws `Declined`. */
export async function addSignature<T extends ConsentStatement>(
  wallet: Wallet,
  { statement, witnesses }: SignedStatement<T>,
  { key, account, policy }: Signatory,
): Promise<SignedStatement<T>> {
  const bytes = encode(consentStatementCodec, statement);
  const about = { what: 'consent', bytes, key, signer: signerFor(account, key) } as const;
  const added = await askFor(wallet, about, (signer) => signStatement(statement, signer));
  const address = accountIn(statement);
  if (address !== key.account) await keepShared(wallet.database, [address]);
  const others = witnesses.filter(({ keyIndex }) => keyIndex !== added.keyIndex);
  return { statement, witnesses: neededOf(policy, [...others, added]) };
}

function signStatement(statement: ConsentStatement, signer: TransactionSigner): Promise<Witness> {
  return statement.type === 'grant'
    ? signConsent(statement.consent, signer)
    : signRevocation(statement.revocation, signer);
}

export function isSigned({ witnesses }: SignedStatement, { policy }: Signatory): boolean {
  return isEnough(
    policy,
    witnesses.map(({ keyIndex }) => keyIndex),
  );
}

/** Of two copies of one statement, all that signed either. Throws for two statements. */
export function mergeStatements<T extends ConsentStatement>(
  one: SignedStatement<T>,
  other: SignedStatement<T>,
): SignedStatement<T> {
  if (!isSameStatement(one.statement, other.statement)) {
    throw new Error(t('this is about something else than what is shown here'));
  }
  const has = (added: Witness): boolean =>
    one.witnesses.some(({ keyIndex }) => keyIndex === added.keyIndex);
  return { ...one, witnesses: [...one.witnesses, ...other.witnesses.filter((w) => !has(w))] };
}

export function isSameStatement(one: ConsentStatement, other: ConsentStatement): boolean {
  const [a, b] = [one, other].map((each) => encode(consentStatementCodec, each));
  return a?.length === b?.length && (a?.every((byte, at) => byte === b?.[at]) ?? false);
}
