import { text as readAll } from 'node:stream/consumers';
import { getAuditor, getEncryptionKey, getStatus } from '@trellis/client';
import type { SealedReader } from '@trellis/client/sealed-payment';
import type { Address } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import {
  type AssetCode,
  limits,
  type OperationOf,
  type Remittance,
  type SealedContent,
  type Transaction,
} from '@trellis/protocol';
import { describeAccount } from './account-names.ts';
import { UsageError } from './command-error.ts';
import { readGivenFile } from './given-file.ts';
import { openOpeningKey } from './key-store.ts';
import type { PasswordOptions } from './password.ts';
import type { Session } from './session.ts';

/** The payment with everything that says what it is for sealed. Throws `UsageError`. */
export async function sealPayment(
  session: Session,
  payment: {
    readonly from: Address;
    readonly to: Address;
    readonly asset: AssetCode;
    readonly amount: bigint;
  },
  content: SealedContent,
): Promise<OperationOf<'paySealed'>> {
  const { transport, trusted } = session;
  const { to, ...rest } = payment;
  const chainId = trusted?.chainId ?? (await getStatus(transport)).chainId;
  const payee = await readerOf(session, to);
  const auditor = await fetchAuditor(session, payment.asset);
  const { paySealed } = await loadSealing();
  return paySealed({
    chainId,
    ...rest,
    payee,
    auditor: auditor === null ? null : await readerOf(session, auditor),
    content,
  });
}

/** The key is proven: whoever could put another in its place would read along. */
async function readerOf({ globals, light }: Session, account: Address): Promise<SealedReader> {
  const { value } = await getEncryptionKey(await light(), account);
  if (value !== null) return { account, publicKey: value.publicKey };
  throw new UsageError(
    'no_encryption_key',
    `${await describeAccount(globals.home, account)} has published no encryption key`,
  );
}

async function fetchAuditor({ light }: Session, asset: AssetCode): Promise<Address | null> {
  return (await getAuditor(await light(), asset)).value?.auditor ?? null;
}

/** The message in a file, or on standard input for `-`. Throws `UsageError`. */
export async function readSealedContent(
  path: string,
  remittance: Remittance,
): Promise<SealedContent> {
  const message = path === '-' ? await readAll(process.stdin) : await readGivenFile(path);
  const trimmed = message.replace(/\n$/, '');
  if (new TextEncoder().encode(trimmed).length > limits.sealedMessageBytesMax) {
    throw new UsageError(
      'message_too_long',
      `a sealed message has at most ${limits.sealedMessageBytesMax} bytes`,
    );
  }
  return { remittance, message: trimmed };
}

/** What is sealed in a transaction for the account of a key, payment by payment. Throws `UsageError`. */
export async function openAll(
  { home }: Session['globals'],
  { chainId, operations }: Transaction,
  keyName: string,
  options: PasswordOptions & { readonly account?: Address },
): Promise<readonly SealedContent[]> {
  const account = options.account ?? (await findKey(home, keyName)).account;
  const sealed = operations.filter((one) => one.type === 'paySealed');
  const own = sealed.filter((one) => one.sealed.readers.some((each) => each.account === account));
  if (own.length === 0) {
    throw new UsageError('not_a_reader', `nothing in it is sealed for the account of "${keyName}"`);
  }
  const key = await openOpeningKey(home, keyName, options);
  const { openSealed } = await loadSealing();
  return Promise.all(own.map((one) => openSealed(chainId, one, { account, key })));
}

/** Loaded when it is needed, as it would slow every command down. */
function loadSealing() {
  return import('@trellis/client/sealed-payment');
}
