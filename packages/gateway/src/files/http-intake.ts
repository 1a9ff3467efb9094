/** `POST /iso20022`: a file over HTTP, with an API key of its own. It is in the inbox, synced, when it is acknowledged. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createFile } from '@trellis/crypto/files';
import { postedPrefix } from './folders.ts';

/** Larger files come by the folder. */
const bodyBytesMax = 64 * 1_024 * 1_024;
const requestMs = 60_000;

export interface HttpIntake {
  readonly inbox: string;
  readonly apiKey: string;
  readonly metrics: () => string;
}

export function createHttpIntake(intake: HttpIntake): Server {
  const server = createServer({ requestTimeout: requestMs }, (request, response) => {
    answer(intake, request, response).catch(() => {
      if (!response.headersSent) reply(response, 500, { error: 'internal_error' });
      else response.destroy();
    });
  });
  server.maxConnections = 64;
  return server;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

/** RFC 7303 §9.1 and §9.2. */
const xmlTypes = /^(application|text)\/xml\s*(;|$)/i;

async function answer(
  intake: HttpIntake,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '' } = request;
  if (!isAllowed(request, intake.apiKey)) {
    return reply(response, 401, { error: 'unauthorized' });
  }
  if (method === 'GET' && url === '/metrics') {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(intake.metrics());
    return;
  }
  if (method !== 'POST' || url !== '/iso20022') return reply(response, 404, { error: 'not_found' });
  if (!xmlTypes.test(request.headers['content-type'] ?? '')) {
    return reply(response, 415, { error: 'unsupported_media_type' });
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > bodyBytesMax) return reply(response, 413, { error: 'body_too_large' });
    pieces.push(piece);
  }
  if (length === 0) return reply(response, 400, { error: 'empty_body' });
  const body = Buffer.concat(pieces);
  const hash = createHash('sha256').update(body).digest('hex');
  // The same file again is the same file: it is taken in once, and answered again.
  const path = join(intake.inbox, `${postedPrefix}${hash.slice(0, 32)}.xml`);
  const aside = `${path}.${process.hrtime.bigint()}.part`;
  await createFile(aside, body);
  await rename(aside, path);
  reply(response, 202, { sha256: hash });
}

/** Compared by hashes, so that neither length nor time tell anything of the key. */
function isAllowed({ headers }: IncomingMessage, apiKey: string): boolean {
  const [, given = ''] = /^Bearer ([\x21-\x7e]{1,256})$/.exec(headers.authorization ?? '') ?? [];
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(given), hashOf(apiKey));
}
