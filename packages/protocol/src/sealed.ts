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
import { valuesSince } from './version-rules.ts';

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
  ciphertext: valuesSince(
    'sealedDocuments',
    ({ length }) => length > limits.sealedContentBytesFirst + sealingBytes.tag,
    byteList(limits.sealedContentBytesMax + sealingBytes.tag),
  ),
});

const messageCodec = text(
  limits.sealedMessageBytesMax,
  `a message of at most ${limits.sealedMessageBytesMax} bytes`,
  (value): value is string => value.isWellFormed(),
);

/** A document of some form, which whoever reads it knows: the ledger and this encoding do not. */
const documentCodec = container({
  /** What its bytes are, such as `pacs.008.001.08`. */
  form: text(
    limits.sealedFormBytesMax,
    `1 to ${limits.sealedFormBytesMax} letters, digits and dots`,
    (value): value is string => /^[a-z0-9.]+$/.test(value),
  ),
  bytes: byteList(limits.sealedContentBytesMax),
});

const contentCodec = container({
  remittance: remittanceCodec,
  message: messageCodec,
});

/**
 * What is sealed is one of two containers. Each begins with the place of its first part, which follows from the number of
 * its parts: so one is never taken for the other. Without a document it is as it always was.
 */
const paddedCodec = container({ content: contentCodec, padding: byteList(paddingBytes) });
const paddedDocumentCodec = container({
  content: contentCodec,
  document: documentCodec,
  padding: byteList(paddingBytes),
});

export type EncryptionKeyRecord = ValueOf<typeof encryptionKeyRecordCodec>;
export type AuditorRecord = ValueOf<typeof auditorRecordCodec>;
export type SealedRemittance = ValueOf<typeof sealedCodec>;
export type SealedDocument = ValueOf<typeof documentCodec>;

/** What is sealed: what the payment is for, a message, and a document if there is one. */
export type SealedContent = ValueOf<typeof contentCodec> & {
  readonly document?: SealedDocument;
};

const none = new Uint8Array();

function encodePadded({ document, ...content }: SealedContent, padding: Uint8Array): Uint8Array {
  return document === undefined
    ? encode(paddedCodec, { content, padding })
    : encode(paddedDocumentCodec, { content, document, padding });
}

/** Bytes of the content as it is sealed, padding included and encryption not. It may be too long to be sealed. */
export function sealedContentBytes({ document, ...content }: SealedContent): number {
  const bare =
    document === undefined
      ? encodePadded(content, none).length
      : encodePadded({ ...content, document: { ...document, bytes: none } }, none).length +
        document.bytes.length;
  return Math.ceil(bare / paddingBytes) * paddingBytes;
}

/** The content as it is sealed. Throws a `RangeError` for one that is too long. */
export function encodeSealedContent(content: SealedContent): Uint8Array {
  const bytes = sealedContentBytes(content);
  if (bytes > limits.sealedContentBytesMax) {
    const most = limits.sealedContentBytesMax;
    throw new RangeError(`what would be sealed has ${bytes} bytes; at most ${most} can be`);
  }
  return encodePadded(content, new Uint8Array(bytes - encodePadded(content, none).length));
}

/** The content that was sealed; `undefined` for what no payer of good will seals. */
export function decodeSealedContent(bytes: Uint8Array): SealedContent | undefined {
  const plain = decode(paddedCodec, bytes);
  if (plain.ok) return plain.value.content;
  const decoded = decode(paddedDocumentCodec, bytes);
  if (!decoded.ok) return undefined;
  const { content, document } = decoded.value;
  return { ...content, document };
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
