/** What is signed about consents, in files as the command line writes them, and in links: for the others who sign. */

import { toBase64Url } from '@trellis/crypto';
import {
  type Codec,
  decode,
  decodeJsonText,
  encode,
  problemText,
  type Witness,
} from '@trellis/protocol';
import {
  type ConsentStatement,
  consentId,
  type SignedConsent,
  type SignedRevocation,
  signedConsentCodec,
  signedRevocationCodec,
} from '@trellis/protocol/http-api';
import { t } from '../page/language.ts';
import { saveFile } from './file-access.ts';
import { linkedBytes } from './linked-bytes.ts';

/** A statement, and who has signed it. */
export interface SignedStatement<T extends ConsentStatement = ConsentStatement> {
  readonly statement: T;
  readonly witnesses: readonly Witness[];
}
type Grant = Extract<ConsentStatement, { type: 'grant' }>;
type Revocation = Extract<ConsentStatement, { type: 'revoke' }>;
export type SignedGrant = SignedStatement<Grant>;
export type SignedEnd = SignedStatement<Revocation>;

const grantOf = ({ consent, witnesses }: SignedConsent): SignedGrant => ({
  statement: { type: 'grant', consent },
  witnesses,
});
const endOf = ({ revocation, witnesses }: SignedRevocation): SignedEnd => ({
  statement: { type: 'revoke', revocation },
  witnesses,
});

/** Each reads strictly, and throws with what is wrong. */
export const readGrantFile = (text: string): SignedGrant =>
  grantOf(fromFile(signedConsentCodec, text));
export const readEndFile = (text: string): SignedEnd =>
  endOf(fromFile(signedRevocationCodec, text));
export const readLinkedGrant = (text: string): SignedGrant =>
  grantOf(fromLink(signedConsentCodec, text));
export const readLinkedEnd = (text: string): SignedEnd =>
  endOf(fromLink(signedRevocationCodec, text));

function fromFile<T>(codec: Codec<T>, text: string): T {
  const decoded = decodeJsonText(codec, text);
  if (decoded.ok) return decoded.value;
  throw new Error(t('this file has nothing to sign here: {0}', problemText(decoded.problem)));
}

function fromLink<T>(codec: Codec<T>, text: string): T {
  const bytes = linkedBytes(text);
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  throw new Error(t('this link brings nothing to sign: {0}', problemText(decoded.problem)));
}

/** What it is called: the consent that is given or ended. */
export function statementName(statement: ConsentStatement): string {
  return statement.type === 'grant' ? consentId(statement.consent) : statement.revocation.consent;
}

/** For the next who signs, behind `#`, which no server sees. */
export function statementLink({ statement, witnesses }: SignedStatement): string {
  const { origin, pathname } = location;
  const [page, bytes] =
    statement.type === 'grant'
      ? ['consent', encode(signedConsentCodec, { consent: statement.consent, witnesses })]
      : [
          'consents',
          encode(signedRevocationCodec, { revocation: statement.revocation, witnesses }),
        ];
  return `${origin}${pathname}#/${page}?${new URLSearchParams({ signed: toBase64Url(bytes) })}`;
}

export function saveStatement({ statement, witnesses }: SignedStatement): void {
  const json =
    statement.type === 'grant'
      ? signedConsentCodec.toJson({ consent: statement.consent, witnesses })
      : signedRevocationCodec.toJson({ revocation: statement.revocation, witnesses });
  const kind = statement.type === 'grant' ? 'consent' : 'end';
  const name = `${kind}-${statementName(statement).slice(0, 8)}.json`;
  saveFile(name, `${JSON.stringify(json, null, 2)}\n`);
}
