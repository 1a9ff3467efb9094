/** Payments whose remittance only the payee can read, and the auditor of the asset if it has one. */
import { type Address, sealingBytes } from '@trellis/crypto';
import { decode, encode, type ValueOf } from './codec.ts';
import { addressCodec, byteList, byteVector, text } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import { limits } from './limits.ts';
import { remittanceCodec } from './remittance.ts';
import {
  type AssetCode,
  amountCodec,
  assetCodeCodec,
  type ChainId,
  chainIdCodec,
  heightCodec,
} from './scalars.ts';

/** The key that texts for an account are sealed with: X-Wing, 1,216 bytes. */
export const encryptionKeyCodec = byteVector(sealingBytes.publicKey);

/** Under `encryption/`. */
export const encryptionKeyRecordCodec = container({
  publicKey: encryptionKeyCodec,
  since: heightCodec,
});

/** Under `auditor/`: who can read what is sealed in payments of an asset. */
export const auditorRecordCodec = container({ auditor: addressCodec, since: heightCodec });

/** Sealed content is padded to a multiple of this, so that its length says little. */
const paddingBytes = 256;

/** One ciphertext, and its key wrapped for each reader. */
export const sealedCodec = container({
  /** The payee first, then the auditor if there is one. */
  readers: list(
    container({
      account: addressCodec,
      encapsulated: byteVector(sealingBytes.encapsulated),
      wrappedKey: byteVector(sealingBytes.wrappedKey),
    }),
    limits.sealedReadersMax,
    1,
  ),
  ciphertext: byteList(limits.sealedContentBytesMax + sealingBytes.tag),
});

const messageCodec = text(
  limits.sealedMessageBytesMax,
  `a message of at most ${limits.sealedMessageBytesMax} bytes`,
  (value): value is string => value.isWellFormed(),
);

/** What is sealed. */
const sealedContentCodec = container({
  remittance: remittanceCodec,
  message: messageCodec,
});

const paddedCodec = container({ content: sealedContentCodec, padding: byteList(paddingBytes) });

export type EncryptionKeyRecord = ValueOf<typeof encryptionKeyRecordCodec>;
export type AuditorRecord = ValueOf<typeof auditorRecordCodec>;
export type SealedRemittance = ValueOf<typeof sealedCodec>;
export type SealedContent = ValueOf<typeof sealedContentCodec>;

/** The content as it is sealed. Throws a `RangeError` for one that is too long. */
export function encodeSealedContent(content: SealedContent): Uint8Array {
  const bare = encode(paddedCodec, { content, padding: new Uint8Array() }).length;
  const padding = new Uint8Array((paddingBytes - (bare % paddingBytes)) % paddingBytes);
  return encode(paddedCodec, { content, padding });
}

/** The content that was sealed; `undefined` for what no payer of good will seals. */
export function decodeSealedContent(bytes: Uint8Array): SealedContent | undefined {
  const decoded = decode(paddedCodec, bytes);
  return decoded.ok ? decoded.value.content : undefined;
}

/** A payment, as far as sealed content is tied to it: in another it can't be opened. */
export interface SealedPayment {
  readonly chainId: ChainId;
  readonly source: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}

const contextCodec = container({
  chainId: chainIdCodec,
  source: addressCodec,
  to: addressCodec,
  asset: assetCodeCodec,
  amount: amountCodec,
  auditor: optional(addressCodec),
});

/** What the content is authenticated together with. */
export function sealingContext(payment: SealedPayment, auditor: Address | null): Uint8Array {
  const { chainId, source, to, asset, amount } = payment;
  return encode(contextCodec, { chainId, source, to, asset, amount, auditor });
}
