/**
 * Payments whose remittance only the payee can read, and the asset's auditor if it has one. A face of its
 * own, as its encryption is half as large again as all else.
 */
import type { Address } from '@trellis/crypto';
import { type OpeningKey, seal } from '@trellis/crypto/sealing';
import {
  type AssetCode,
  type ChainId,
  decodeSealedContent,
  encodeSealedContent,
  type OperationOf,
  type SealedContent,
  sealingContext,
} from '@trellis/protocol';
import { BuildError } from './errors.ts';

/** Who reads it: an account and the key it has published. */
export interface SealedReader {
  readonly account: Address;
  readonly publicKey: Uint8Array;
}

/**
 * A payment with a sealed remittance. Take the keys of its readers from answers that were verified: who
 * can put another key in their place reads it. Throws `CryptoError` `bad_encryption_key`.
 */
export async function paySealed(payment: {
  readonly chainId: ChainId;
  readonly from: Address;
  readonly payee: SealedReader;
  /** Of the asset; `null` when it has none. */
  readonly auditor: SealedReader | null;
  readonly asset: AssetCode;
  readonly amount: bigint;
  readonly content: SealedContent;
}): Promise<OperationOf<'paySealed'>> {
  const { chainId, from: source, payee, asset, amount, content } = payment;
  const to = payee.account;
  // An auditor that is paid reads it as the payee.
  const auditor = payment.auditor?.account === to ? null : payment.auditor;
  const readers = auditor === null ? [payee] : [payee, auditor];
  const context = sealingContext({ chainId, source, to, asset, amount }, auditor?.account ?? null);
  const publicKeys = readers.map(({ publicKey }) => publicKey);
  const { keys, ciphertext } = await seal(encodeSealedContent(content), context, publicKeys);
  return {
    type: 'paySealed',
    source,
    to,
    asset,
    amount,
    sealed: {
      readers: readers.flatMap(({ account }, index) => {
        const key = keys[index];
        return key === undefined ? [] : [{ account, ...key }];
      }),
      ciphertext,
    },
  };
}

/**
 * What a payment's sealed remittance says, for one of its readers. Throws `CryptoError`
 * `not_for_this_key`, and `BuildError` `not_a_reader` or `bad_sealed_content`.
 */
export async function openSealed(
  chainId: ChainId,
  { source, to, asset, amount, sealed }: OperationOf<'paySealed'>,
  reader: { readonly account: Address; readonly key: OpeningKey },
): Promise<SealedContent> {
  const { readers, ciphertext } = sealed;
  const own = readers.find(({ account }) => account === reader.account);
  if (own === undefined) {
    throw new BuildError('not_a_reader', 'the payment is sealed for others than this account');
  }
  const auditor = readers[1]?.account ?? null;
  const context = sealingContext({ chainId, source, to, asset, amount }, auditor);
  const content = decodeSealedContent(await reader.key.open(own, ciphertext, context));
  if (content !== undefined) return content;
  throw new BuildError('bad_sealed_content', 'what the payer sealed is not a remittance');
}
