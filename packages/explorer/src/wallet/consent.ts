/** From what somebody wants to do to a final transaction: the queue of the SDK, whose signature the user is asked for. */
import {
  currentPolicy,
  getAccount,
  type PrepareOptions,
  type ProvenAccount,
  prepare,
  signerOf,
  signTransaction,
  type TransactionSigner,
} from '@trellis/client';
import { createQueue, type QueuedPlan, type Submission } from '@trellis/client/account';
import type { Address } from '@trellis/crypto';
import {
  encode,
  limits,
  operationSigners,
  type SignedTransaction,
  transactionCodec,
} from '@trellis/protocol';
import type { Session } from '../page/session.ts';
import type { Store } from '../page/store.ts';
import type { Database } from './database.ts';
import { isEnough } from './enough-keys.ts';
import { keepShared, sharedIn } from './shared-accounts.ts';
import type { Signable } from './signing/messages.ts';
import type { BrowserSubmissions } from './submissions.ts';
import { type Secret, signWith, type WalletKey } from './vault.ts';

/** The user did not agree. */
export class Declined extends Error {
  constructor() {
    super('not signed');
  }
}

/** Whoever does not sign has seen no failure: throws all else again. */
export function unlessDeclined(error: unknown): void {
  if (!(error instanceof Declined)) throw error;
}

/** What the user is asked to agree to: the screen shows what its bytes say. */
export interface Consent extends Signable {
  readonly key: WalletKey;
  readonly signer: Signer;
  /** Signs. Throws while it was not signed, so that another password can be tried. */
  agree(secret: Secret): Promise<void>;
  decline(): void;
}

export interface Wallet {
  readonly session: Session;
  readonly database: Database;
  readonly submissions: BrowserSubmissions;
  /** Shown in place of everything else; one at a time. */
  readonly consent: Store<Consent | undefined>;
}

type Signing = Pick<Wallet, 'database' | 'consent'>;
/** As what a key signs. */
type Signer = Omit<TransactionSigner, 'key'>;

/** Asks the user for a signature of the key on a transaction. Throws as `askFor` does. */
export async function askToSign(
  wallet: Signing,
  transaction: SignedTransaction['transaction'],
  key: WalletKey,
  signer: Signer,
): Promise<SignedTransaction> {
  const bytes = encode(transactionCodec, transaction);
  const about = { what: 'transaction', bytes, key, signer } as const;
  const signed = await askFor(wallet, about, (own) => signTransaction(transaction, [own]));
  await keepShared(wallet.database, sharedIn(transaction, key, signer.account));
  return signed;
}

/**
 * Asks the user, and signs with what opens the key. Throws `Declined`, and while another question is open: nothing takes the
 * place of what somebody reads.
 */
export async function askFor<T>(
  { database, consent }: Signing,
  about: Omit<Consent, 'agree' | 'decline'>,
  sign: (signer: TransactionSigner) => Promise<T>,
): Promise<T> {
  if (consent.get() !== undefined) {
    throw new Error('another signature is asked for: answer that first, then try again');
  }
  const { what, bytes, key, signer } = about;
  const answer = Promise.withResolvers<T>();
  const { scheme, publicKey } = key.header;
  consent.change(() => ({
    ...about,
    async agree(secret) {
      // The worker makes the message of the same bytes itself.
      const signBytes = (): Promise<Uint8Array> =>
        signWith(database, key.address, secret, { what, bytes });
      answer.resolve(await sign({ ...signer, key: { scheme, publicKey, sign: signBytes } }));
    },
    decline: () => answer.reject(new Declined()),
  }));
  try {
    return await answer.promise;
  } finally {
    consent.change(() => undefined);
  }
}

/** As what the key signs for the account. Throws `BuildError` if it is not one of its keys. */
export function signerFor(account: ProvenAccount, { header }: WalletKey): Signer {
  const { scheme, publicKey } = header;
  const unsigned = { scheme, publicKey, sign: () => Promise.reject(new Declined()) };
  const { key: _, ...signer } = signerOf(account, unsigned);
  return signer;
}

type Signed = Pick<PrepareOptions, 'sender' | 'operations'>;

/** Whether the signature of the key alone does not do. Throws `BuildError` if it is none of the sender's keys. */
export async function needsOthers(
  { light }: Session,
  { sender, operations }: Signed,
  key: WalletKey,
): Promise<boolean> {
  if (operations.some((one) => operationSigners(one).some((signer) => signer !== sender))) {
    return true;
  }
  return sender !== key.account && isTooLittle(await getAccount(light, sender), key);
}

/** Whether the signature of the key alone does not meet the account's policy. Throws `BuildError`. */
function isTooLittle(account: ProvenAccount, key: WalletKey): boolean {
  const { keyIndex } = signerFor(account, key);
  return !isEnough(currentPolicy(account), [keyIndex]);
}

/** Signs as one of several, for a file that the others sign as well. Throws `Declined`. */
export async function signAsOneOfSeveral(
  wallet: Wallet,
  key: WalletKey,
  plan: Signed & Pick<PrepareOptions, 'memo'>,
): Promise<SignedTransaction> {
  // Whoever signs next may be away for a while.
  const validityBlocks = limits.validityBlocksMax;
  const { transaction, account } = await prepare(wallet.session.light, { ...plan, validityBlocks });
  return askToSign(wallet, transaction, key, signerFor(account, key));
}

/** The queue of an account for which the key signs alone. */
export function queueOf(
  { session: { light }, submissions, ...signing }: Wallet,
  key: WalletKey,
  address: Address = key.account,
) {
  return createQueue({
    light,
    address,
    submissions,
    sign: (transaction, account) => askToSign(signing, transaction, key, signerFor(account, key)),
  });
}

/** How it stands with what was submitted; `status` is that of the proven receipt, once there is one. */
export interface Standing {
  readonly submission: Submission;
  readonly status?: string;
}

/** Asks, signs, writes down, submits and waits until it is proven to be final; not signed is no failure. */
export async function act(
  wallet: Wallet,
  key: WalletKey,
  { sender, ...plan }: QueuedPlan & { readonly sender: Address },
  onStanding: (standing: Standing) => void,
): Promise<void> {
  try {
    const { submission, final } = await queueOf(wallet, key, sender).send(plan, {
      onState: (submission) => onStanding({ submission }),
      timeoutMs: null,
    });
    const { status } = final.receipt;
    onStanding({ submission: { ...submission, state: 'final' }, status });
  } catch (error) {
    unlessDeclined(error);
  }
}
