import { text as readAll } from 'node:stream/consumers';
import { getAuditor, getEncryptionKey, getStatus } from '@trellis/client';
import type { SealedReader } from '@trellis/client/sealed-payment';
import { type Address, toBase64 } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import {
  type AssetCode,
  limits,
  type OperationOf,
  type Remittance,
  remittanceCodec,
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

/** What one payment of a transaction has sealed, opened. */
export interface OpenedPayment {
  /** Place of the operation in the transaction, from 0. */
  readonly operation: number;
  readonly content: SealedContent;
}

/** What is sealed in a transaction for the account of a key, payment by payment. Throws `UsageError`. */
export async function openAll(
  { home }: Session['globals'],
  { chainId, operations }: Transaction,
  keyName: string,
  options: PasswordOptions & { readonly account?: Address },
): Promise<readonly OpenedPayment[]> {
  const account = options.account ?? (await findKey(home, keyName)).account;
  const own = operations.flatMap((one, operation) =>
    one.type === 'paySealed' && one.sealed.readers.some((each) => each.account === account)
      ? [{ operation, payment: one }]
      : [],
  );
  if (own.length === 0) {
    throw new UsageError('not_a_reader', `nothing in it is sealed for the account of "${keyName}"`);
  }
  const key = await openOpeningKey(home, keyName, options);
  const { openSealed } = await loadSealing();
  return Promise.all(
    own.map(async ({ operation, payment }) => ({
      operation,
      content: await openSealed(chainId, payment, { account, key }),
    })),
  );
}

/** As documents have it; the bytes of what is attached in Base64. */
export function openedJson(opened: readonly OpenedPayment[]): readonly object[] {
  return opened.map(({ operation, content: { remittance, message, document } }) => ({
    operation,
    remittance: remittanceCodec.toJson(remittance),
    message,
    document:
      document === undefined ? null : { form: document.form, bytes: toBase64(document.bytes) },
  }));
}

/** Loaded when it is needed, as it would slow every command down. */
function loadSealing() {
  return import('@trellis/client/sealed-payment');
}
