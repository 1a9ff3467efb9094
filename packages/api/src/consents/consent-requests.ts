/** What clients asked for and owners did not answer yet. A request is answered once, and is over after its time. */
import { container, decodeJsonText, optional, text, type ValueOf } from '@trellis/protocol';
import { authorizationDetailsCodec, redirectUriCodec } from '@trellis/protocol/http-api';
import { ConsentError, type ConsentFile } from './consent-file.ts';
import { newPublicId } from './public-id.ts';

/** How long a pushed request can be brought to the authorization endpoint (FAPI 2.0 §5.3.2.2: below 600 s). */
export const pushedMs = 90_000;

/** How long an owner, or several, may take to sign after that. */
const answeredMs = 24 * 3_600_000;

/** Requests of one client that wait for an answer. */
const openMax = 1_000;

const line = (max: number) => text(max, 'text', (value): value is string => value.isWellFormed());

/** What a client asked for. */
const pushedRequestCodec = container({
  redirectUri: redirectUriCodec,
  details: authorizationDetailsCodec,
  state: optional(line(512)),
  /** PKCE, S256. */
  challenge: line(43),
  /** The DPoP key that the code is bound to already; `null`: the tokens alone are. */
  thumbprint: optional(line(43)),
});
export type PushedRequest = ValueOf<typeof pushedRequestCodec>;

export interface OpenRequest extends PushedRequest {
  readonly id: string;
  readonly client: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface ConsentRequests {
  /** Gives the name of the request. Throws `ConsentError` `request_over` when too many wait. */
  push(client: string, request: PushedRequest): string;
  /** The owner's browser came with it: there is time to sign now. `undefined`: over, unknown, or another client's. */
  visit(id: string, client: string): OpenRequest | undefined;
  /** One that waits for an answer. */
  get(id: string): OpenRequest | undefined;
  /** Within a change: answers it. Throws `ConsentError` `request_over` when that was done. */
  answer(id: string): void;
}

interface RequestRow {
  readonly client: string;
  readonly content: string;
  readonly expires: number;
}

export function consentRequests(
  { database, atomically }: ConsentFile,
  now: () => number,
): ConsentRequests {
  const find = database.prepare('SELECT * FROM request WHERE id = ? AND expires > ?');
  const get = (id: string): OpenRequest | undefined => {
    const row = find.get(id, now()) as unknown as RequestRow | undefined;
    const content = row && decodeJsonText(pushedRequestCodec, row.content);
    if (row === undefined || !content?.ok) return undefined;
    return { ...content.value, id, client: row.client, expires: row.expires };
  };
  return {
    get,
    push(client, request) {
      const id = newPublicId(32);
      const content = JSON.stringify(pushedRequestCodec.toJson(request));
      atomically(() => {
        database.prepare('DELETE FROM request WHERE expires <= ?').run(now());
        const waiting = database
          .prepare('SELECT count(*) AS many FROM request WHERE client = ?')
          .get(client);
        if (Number(waiting?.many) >= openMax) {
          throw new ConsentError('request_over', `${openMax} requests of this client wait already`);
        }
        database
          .prepare("INSERT INTO request VALUES (?, ?, ?, 'pushed', ?)")
          .run(id, client, content, now() + pushedMs);
      });
      return id;
    },
    visit(id, client) {
      const request = get(id);
      if (request?.client !== client) return undefined;
      const expires = now() + answeredMs;
      // Bringing it again makes the time no longer.
      const { changes } = database
        .prepare(
          "UPDATE request SET expires = ?, state = 'brought' WHERE id = ? AND state = 'pushed'",
        )
        .run(expires, id);
      return changes === 1 ? { ...request, expires } : request;
    },
    answer(id) {
      // Nobody asks for it again, so a client can't fill the disk with what is answered at once.
      const { changes } = database
        .prepare('DELETE FROM request WHERE id = ? AND expires > ?')
        .run(id, now());
      if (changes !== 1) {
        throw new ConsentError('request_over', 'the request was answered already, or is over');
      }
    },
  };
}
