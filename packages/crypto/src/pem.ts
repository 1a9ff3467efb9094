/** PEM (RFC 7468): blocks of base64 between two lines. */
import { fromBase64, toBase64 } from './byte-text.ts';
import { CryptoError } from './crypto-error.ts';

/** A block with this label. */
export function pemBlock(label: string, content: Uint8Array): string {
  const lines = toBase64(content).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * The contents of all blocks, which must have this label; text around them, as OpenSSL writes it, is passed over
 * (RFC 7468 §2). Throws `CryptoError`.
 */
export function pemBlocks(text: string, label: string): Uint8Array[] {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z ]+)-----([^-]*)-----END ([A-Z ]+)-----/g)];
  // A block that was cut off must not leave a key of fewer parts: half a hybrid is a key of its own.
  const markers = text.match(/-----(BEGIN|END) /g) ?? [];
  if (markers.length !== 2 * blocks.length) {
    throw new CryptoError(
      'malformed_key',
      'a PEM block has no beginning or no end; it was cut off',
    );
  }
  return blocks.map(([, begin = '', content = '', end]) => {
    if (begin !== label || end !== label) {
      throw new CryptoError('unsupported_key', `expected a PEM block "${label}", not "${begin}"`);
    }
    try {
      return fromBase64(content.replace(/[\t\n\f\r ]/g, ''));
    } catch {
      throw new CryptoError('malformed_key', 'the PEM block is not base64');
    }
  });
}
