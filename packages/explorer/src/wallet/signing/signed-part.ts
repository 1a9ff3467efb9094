/** What a key signs of what it is asked to sign: made here of what the bytes say, so that nothing is signed unread. */
import type { SignaturePurpose } from '@trellis/crypto';
import {
  decode,
  problemText,
  transactionCodec,
  transactionMessage,
  transactionPurpose,
} from '@trellis/protocol';
import { consentStatementCodec, statementMessage } from '@trellis/protocol/http-api';
import type { Signable } from './messages.ts';

type SignedPart =
  | { readonly ok: true; readonly purpose: SignaturePurpose; readonly message: Uint8Array }
  /** The bytes are not what they are said to be. */
  | { readonly ok: false; readonly code: string; readonly problem: string };

export function signedPartOf({ what, bytes }: Signable): SignedPart {
  switch (what) {
    case 'transaction': {
      const decoded = decode(transactionCodec, bytes);
      if (!decoded.ok) return no('not_a_transaction', problemText(decoded.problem));
      const message = transactionMessage(decoded.value);
      return { ok: true, purpose: transactionPurpose, message };
    }
    case 'consent': {
      const decoded = decode(consentStatementCodec, bytes);
      if (!decoded.ok) return no('not_a_consent', problemText(decoded.problem));
      return { ok: true, purpose: 'consent', message: statementMessage(decoded.value) };
    }
    default:
      // What is posted to a worker is checked by no compiler.
      return no('not_signable', 'it is neither a transaction nor a consent');
  }
}

function no(code: string, problem: string): SignedPart {
  return { ok: false, code, problem };
}
