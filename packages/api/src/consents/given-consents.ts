/** The consents that owners gave, with the codes and refresh tokens that came of them. */
import { randomBytes } from 'node:crypto';
import { type Address, type Hash, toBase64Url } from '@trellis/crypto';
import { decodeTrusted, encode } from '@trellis/protocol';
import {
  type ConsentUse,
  type ConsentView,
  consentId,
  consentsMax,
  consentUsesMax,
  type SignedConsent,
  signedConsentCodec,
} from '@trellis/protocol/http-api';
import { ConsentError, type ConsentFile, secretName } from './consent-file.ts';
import type { ConsentRequests, OpenRequest } from './consent-requests.ts';

/** How long a code may wait for its client (FAPI 2.0 §5.3.2.1: at most 60 s). */
const codeMs = 60_000;

export interface GivenConsent {
  readonly id: Hash;
  readonly signed: SignedConsent;
  readonly mandates: readonly Hash[];
  /** Milliseconds since 1970. */
  readonly granted: number;
  readonly until: number;
  readonly revoked: number | null;
}

/** A code that its client redeems for the first time. */
export interface RedeemedCode {
  readonly consent: GivenConsent;
  readonly redirectUri: string;
  readonly challenge: string;
  /** The key that the code is bound to. */
  readonly thumbprint: string | null;
}

export interface GivenConsents {
  get(id: string): GivenConsent | undefined;
  /** The newest first. */
  of(account: Address): readonly ConsentView[];
  view(consent: GivenConsent): ConsentView;
  /** Keeps a consent, answers its request, and gives the code. Throws `ConsentError`. */
  grant(signed: SignedConsent, request: OpenRequest, mandates: readonly Hash[]): string;
  /**
   * Takes a code out of use. Only one of two that come at once gets it; the other is told of nothing. `isRight` says
   * whether the code is for whoever brings it: one that is not stays as it was.
   */
  redeem(code: string, isRight: (code: RedeemedCode) => boolean): RedeemedCode | undefined;
  /** A refresh token of a consent, for the holder of a key. */
  refreshToken(consent: Hash, thumbprint: string): string;
  byRefreshToken(
    token: string,
  ): { readonly consent: GivenConsent; readonly thumbprint: string } | undefined;
  endRefreshToken(token: string): void;
  revoke(id: Hash): void;
  noteUse(id: Hash, use: Omit<ConsentUse, 'count'>): void;
}

interface ConsentRow {
  readonly id: Hash;
  readonly signed: Uint8Array;
  readonly mandates: string;
  readonly granted: number;
  readonly until: number;
  readonly revoked: number | null;
}

interface CodeRow {
  readonly consent: string;
  readonly redirect_uri: string;
  readonly challenge: string;
  readonly thumbprint: string | null;
}

export function givenConsents(
  file: ConsentFile,
  requests: Pick<ConsentRequests, 'answer'>,
  now: () => number,
): GivenConsents {
  const { database, atomically } = file;
  const byId = database.prepare('SELECT * FROM consent WHERE id = ?');
  const get = (id: string): GivenConsent | undefined => {
    const row = byId.get(id) as unknown as ConsentRow | undefined;
    return row && consentOf(row);
  };
  const view = (consent: GivenConsent): ConsentView => ({
    ...viewOf(consent, now()),
    uses: usesOf(file, consent.id),
  });
  return {
    get,
    view,
    of: (account) =>
      database
        .prepare('SELECT * FROM consent WHERE account = ? ORDER BY granted DESC LIMIT ?')
        .all(account, consentsMax)
        .map((row) => view(consentOf(row as unknown as ConsentRow))),
    grant(signed, request, mandates) {
      const id = consentId(signed.consent);
      const code = toBase64Url(randomBytes(32));
      atomically(() => {
        requests.answer(request.id);
        makeRoom(file, signed.consent.account, now());
        insertConsent(file, { id, signed, mandates }, now());
        database.prepare('DELETE FROM code WHERE expires <= ?').run(now() - codeMs);
        database
          .prepare('INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, NULL)')
          .run(
            secretName(code),
            id,
            request.redirectUri,
            request.challenge,
            request.thumbprint,
            now() + codeMs,
          );
      });
      return code;
    },
    ...grantedSecrets(file, get, now),
    revoke(id) {
      database
        .prepare('UPDATE consent SET revoked = ? WHERE id = ? AND revoked IS NULL')
        .run(now(), id);
    },
    noteUse: (id, use) => noteUse(file, id, use),
  };
}

/** The codes and refresh tokens that came of consents. */
function grantedSecrets(
  { database, atomically }: ConsentFile,
  get: GivenConsents['get'],
  now: () => number,
): Pick<GivenConsents, 'redeem' | 'refreshToken' | 'byRefreshToken' | 'endRefreshToken'> {
  return {
    redeem: (code, isRight) =>
      atomically(() => {
        const row = database
          .prepare('SELECT * FROM code WHERE hash = ? AND used IS NULL AND expires > ?')
          .get(secretName(code), now()) as unknown as CodeRow | undefined;
        const consent = row && get(row.consent);
        if (row === undefined || consent === undefined) return undefined;
        const { challenge, thumbprint, redirect_uri: redirectUri } = row;
        const redeemed = { consent, redirectUri, challenge, thumbprint };
        if (!isRight(redeemed)) return undefined;
        database.prepare('UPDATE code SET used = ? WHERE hash = ?').run(now(), secretName(code));
        return redeemed;
      }),
    refreshToken(consent, thumbprint) {
      const token = toBase64Url(randomBytes(32));
      database
        .prepare('INSERT INTO refresh VALUES (?, ?, ?, NULL)')
        .run(secretName(token), consent, thumbprint);
      return token;
    },
    byRefreshToken(token) {
      const row = database
        .prepare('SELECT consent, thumbprint FROM refresh WHERE hash = ? AND revoked IS NULL')
        .get(secretName(token));
      const consent = row && get(String(row.consent));
      return consent && { consent, thumbprint: String(row?.thumbprint) };
    },
    endRefreshToken(token) {
      database
        .prepare('UPDATE refresh SET revoked = ? WHERE hash = ?')
        .run(now(), secretName(token));
    },
  };
}

/** What became of a consent by a time. */
export function consentState(
  { revoked, until }: Pick<GivenConsent, 'revoked' | 'until'>,
  now: number,
): ConsentView['state'] {
  if (revoked !== null) return 'revoked';
  return until <= now ? 'expired' : 'active';
}

function viewOf(consent: GivenConsent, now: number): Omit<ConsentView, 'uses'> {
  const { id, signed, mandates, granted, revoked } = consent;
  const { account, client, details } = signed.consent;
  return {
    id,
    account,
    client,
    details,
    granted: BigInt(granted),
    state: consentState(consent, now),
    revoked: revoked === null ? null : BigInt(revoked),
    mandates,
  };
}

/** A consent is over with the first of its parts. */
function endOf({ details }: SignedConsent['consent']): number {
  return Math.min(...details.map(({ until }) => Number(until)));
}

function insertConsent(
  { database }: ConsentFile,
  {
    id,
    signed,
    mandates,
  }: { readonly id: Hash; readonly signed: SignedConsent; readonly mandates: readonly Hash[] },
  now: number,
): void {
  const { account, client } = signed.consent;
  database
    .prepare('INSERT INTO consent VALUES (?, ?, ?, ?, ?, ?, ?, NULL)')
    .run(
      id,
      account,
      client.id,
      encode(signedConsentCodec, signed),
      JSON.stringify(mandates),
      now,
      endOf(signed.consent),
    );
  for (const mandate of mandates) {
    const { changes } = database
      .prepare('INSERT OR IGNORE INTO mandate VALUES (?, ?)')
      .run(mandate, id);
    if (changes === 0) {
      throw new ConsentError('mandate_taken', `the mandate ${mandate} is that of another consent`);
    }
  }
}

/** The oldest that is over makes room for a new one, with all that came of it. Throws `ConsentError` `too_many_consents`. */
function makeRoom({ database }: ConsentFile, account: Address, now: number): void {
  const { many } =
    database.prepare('SELECT count(*) AS many FROM consent WHERE account = ?').get(account) ?? {};
  if (Number(many) < consentsMax) return;
  const over = database
    .prepare(
      `SELECT id FROM consent WHERE account = ? AND (revoked IS NOT NULL OR until <= ?)
         ORDER BY granted LIMIT 1`,
    )
    .get(account, now);
  if (over === undefined) {
    throw new ConsentError('too_many_consents', `the account has given ${consentsMax} consents`);
  }
  const id = String(over.id);
  database.prepare('DELETE FROM consent WHERE id = ?').run(id);
  for (const table of ['mandate', 'code', 'refresh', 'use']) {
    database.prepare(`DELETE FROM ${table} WHERE consent = ?`).run(id);
  }
}

function noteUse(
  { unsynced }: ConsentFile,
  id: Hash,
  { time, what, address }: Omit<ConsentUse, 'count'>,
): void {
  const last = unsynced
    .prepare('SELECT number, what, address FROM use WHERE consent = ? ORDER BY number DESC LIMIT 1')
    .get(id);
  if (last?.what === what && last.address === address) {
    unsynced.prepare('UPDATE use SET count = count + 1 WHERE number = ?').run(Number(last.number));
    return;
  }
  unsynced
    .prepare('INSERT INTO use (consent, time, what, address, count) VALUES (?, ?, ?, ?, 1)')
    .run(id, Number(time), what, address);
  unsynced
    .prepare(
      `DELETE FROM use WHERE consent = ? AND number NOT IN
         (SELECT number FROM use WHERE consent = ? ORDER BY number DESC LIMIT ?)`,
    )
    .run(id, id, consentUsesMax);
}

function usesOf({ database }: ConsentFile, id: Hash): readonly ConsentUse[] {
  return database
    .prepare('SELECT * FROM use WHERE consent = ? ORDER BY number DESC LIMIT ?')
    .all(id, consentUsesMax)
    .map(({ time, what, address, count }) => ({
      time: BigInt(String(time)),
      what: String(what),
      address: String(address),
      count: Number(count),
    }));
}

function consentOf({ id, signed, mandates, granted, until, revoked }: ConsentRow): GivenConsent {
  return {
    id,
    signed: decodeTrusted(signedConsentCodec, signed, `the consent ${id}`),
    mandates: JSON.parse(mandates),
    granted,
    until,
    revoked,
  };
}
