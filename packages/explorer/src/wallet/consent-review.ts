/** What somebody is asked to sign about a consent, read from the very bytes. */
import type { AssetCode } from '@trellis/protocol';
import { decode, problemText } from '@trellis/protocol';
import {
  type AuthorizationDetails,
  type ConsentStatement,
  consentStatementCodec,
} from '@trellis/protocol/http-api';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import { expectThisServer } from './consent-server.ts';
import { readDecimals } from './review.ts';

export interface StatementReview {
  readonly statement: ConsentStatement;
  readonly decimals: ReadonlyMap<AssetCode, number>;
  readonly unusual: readonly string[];
}

/** Throws for bytes that are no statement, or one for another chain or server, and what proofs throw. */
export async function readStatement(session: Session, bytes: Uint8Array): Promise<StatementReview> {
  const decoded = decode(consentStatementCodec, bytes);
  if (!decoded.ok) {
    throw new Error(t('these bytes are no consent: {0}', problemText(decoded.problem)));
  }
  const statement = decoded.value;
  expectThisServer(session, statement.type === 'grant' ? statement.consent : statement.revocation);
  const details = statement.type === 'grant' ? statement.consent.details : [];
  const assets = details.flatMap((one) => ('asset' in one ? [one.asset] : []));
  return {
    statement,
    decimals: await readDecimals(session, [...new Set(assets)]),
    unusual: unusualIn(details, Date.now()),
  };
}

const yearMs = 366 * 86_400_000;

/** What an owner may have overlooked. */
export function unusualIn(details: AuthorizationDetails, now: number): readonly string[] {
  const found: string[] = [];
  if (details.some((one) => one.type === 'recurring_payments' && one.payees.length === 0)) {
    found.push(t('The client can pay anybody from your account, also itself.'));
  }
  if (details.some(({ until }) => until > now + yearMs)) {
    found.push(t('It lasts for more than a year.'));
  }
  if (details.length > 1 && new Set(details.map(({ until }) => until)).size > 1) {
    found.push(t('All of it is over with the first of its parts.'));
  }
  return found;
}
