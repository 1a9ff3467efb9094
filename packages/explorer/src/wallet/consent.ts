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
import { type Address, schemes } from '@trellis/crypto';
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
import { keepShared, sharedIn } from './shared-accounts.ts';
import type { BrowserSubmissions } from './submissions.ts';
import { type Secret, signWith, type WalletKey } from './vault.ts';

/** The user did not agree. */
export class Declined extends Error {
  constructor() {
    super('not signed');
  }
}

/** What the user is asked to agree to. */
export interface Consent {
  /** What is signed: the screen shows what these bytes say. */
  readonly bytes: Uint8Array;
  readonly key: WalletKey;
  readonly signer: Omit<TransactionSigner, 'key'>;
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

/**
 * Asks the user for a signature of the key. Throws `Declined`, and while another question is open: nothing takes the place of
 * what somebody reads.
 */
export async function askToSign(
  { database, consent }: Signing,
  transaction: SignedTransaction['transaction'],
  key: WalletKey,
  signer: Omit<TransactionSigner, 'key'>,
): Promise<SignedTransaction> {
  if (consent.get() !== undefined) {
    throw new Error('another signature is asked for: answer that first, then try again');
  }
  const bytes = encode(transactionCodec, transaction);
  const answer = Promise.withResolvers<SignedTransaction>();
  const { scheme, publicKey } = key.header;
  consent.change(() => ({
    bytes,
    key,
    signer,
    async agree(secret) {
      const sign = (): Promise<Uint8Array> => signWith(database, key.address, secret, bytes);
      answer.resolve(
        await signTransaction(transaction, [{ ...signer, key: { scheme, publicKey, sign } }]),
      );
    },
    decline: () => answer.reject(new Declined()),
  }));
  try {
    const signed = await answer.promise;
    await keepShared(database, sharedIn(transaction, key, signer.account));
    return signed;
  } finally {
    consent.change(() => undefined);
  }
}

/** As what the key signs for the account. Throws `BuildError` if it is not one of its keys. */
function signerFor(account: ProvenAccount, { header }: WalletKey): Omit<TransactionSigner, 'key'> {
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
  const policy = currentPolicy(account);
  const weight = policy?.keys[keyIndex]?.weight ?? 0;
  const { threshold = 1, postQuantumWeight = 0 } = policy ?? {};
  const isPostQuantum = schemes[key.header.scheme].postQuantum;
  return weight < threshold || (isPostQuantum ? weight : 0) < postQuantumWeight;
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
    if (!(error instanceof Declined)) throw error;
  }
}
