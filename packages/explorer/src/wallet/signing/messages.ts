/** What goes between the wallet and the worker that alone handles secrets. */
import type { Address, SchemeName } from '@trellis/crypto';
import type { ChainId, OperationOf, SealedContent } from '@trellis/protocol';

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
  /** Signs what can be decoded as what it is said to be, and nothing else. */
  | {
      readonly type: 'sign';
      readonly keyFile: string;
      readonly password: string;
      readonly signable: Signable;
    }
  /** The public key for which others seal what this key alone can open. */
  | { readonly type: 'reader'; readonly keyFile: string; readonly password: string }
  /** Opens what is sealed for it. */
  | {
      readonly type: 'open';
      readonly keyFile: string;
      readonly password: string;
      readonly message: SealedMessage;
    };

/** What a key signs here: each has a purpose of its own, and no signature of one counts for another. */
export interface Signable {
  /** `consent`: a consent that is given or ended, as a statement of `consentStatementCodec`. */
  readonly what: 'transaction' | 'consent';
  /** Its encoding. */
  readonly bytes: Uint8Array;
}

/** A payment whose message is sealed for an account, and the chain that it is of. */
export interface SealedMessage {
  readonly chainId: ChainId;
  readonly payment: OperationOf<'paySealed'>;
  readonly account: Address;
}

export type SigningReply =
  | { readonly type: 'sealed'; readonly keyFile: string }
  | { readonly type: 'signed'; readonly signature: Uint8Array }
  | { readonly type: 'reader'; readonly publicKey: Uint8Array }
  | { readonly type: 'opened'; readonly content: SealedContent }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };
