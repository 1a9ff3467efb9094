/** What goes between the wallet and the worker that alone handles secrets. */
import type { SchemeName } from '@trellis/crypto';

/** Where a key comes from. */
export type KeySource =
  | { readonly type: 'phrase'; readonly phrase: string; readonly scheme: SchemeName }
  /** PKCS#8, not encrypted. */
  | { readonly type: 'pem'; readonly text: string }
  /** A file of the command line, or of this wallet. */
  | { readonly type: 'keyFile'; readonly text: string; readonly password: string };

/** How the new key file is encrypted. */
interface Sealing {
  readonly password: string;
  readonly passwordKind: 'chosen' | 'random';
  readonly label?: string;
}

export type SigningRequest =
  /** Encrypts a key: makes, imports, or gives it another password. */
  | { readonly type: 'seal'; readonly source: KeySource; readonly sealing: Sealing }
  /** Signs a transaction, whose encoding it is, and nothing else than a transaction. */
  | {
      readonly type: 'sign';
      readonly keyFile: string;
      readonly password: string;
      readonly transaction: Uint8Array;
    };

export type SigningReply =
  | { readonly type: 'sealed'; readonly keyFile: string }
  | { readonly type: 'signed'; readonly signature: Uint8Array }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };
