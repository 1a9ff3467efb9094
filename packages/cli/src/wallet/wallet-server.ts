/**
 * The wallet for this machine: its files, and under `/v1` and for consents the node, which it has to reach by the origin that it came
 * from. Nothing that the node answers is run: only what the wallet reads as data comes through.
 */
import {
  type ClientRequest,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { PageFile } from '@trellis/explorer/files';

/** What goes through, in lower case; all else that a browser sends is nobody's business. */
const requestHeaders = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'last-event-id',
];
const answerHeaders = ['content-type', 'date', 'retry-after', 'cache-control'];

/** What the node answers is data for the page. Opened by itself it is a page without scripts, and not of this origin. */
const dataHeaders = {
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** The wallet asks no further nodes unless whoever serves it names some. */
export const walletSettings = { nodes: [], wallet: true };

/** What owners do with consents, and how the server is called. The rest of `/oauth/` is for clients. */
const isOfConsents = (path: string): boolean =>
  path === '/.well-known/oauth-authorization-server' ||
  /^\/oauth\/(requests\/[A-Za-z0-9_-]{8,64}(\/refuse)?|consents(\/revoke)?)$/.test(path);

/** `node`: the address of the node that is asked. */
export function createWalletServer(files: ReadonlyMap<string, PageFile>, node: string): Server {
  return createServer((request, response) => {
    answer(files, node, { request, response }).catch(() => {
      if (response.headersSent) response.destroy();
      else end(response, 502, 'the node does not answer');
    });
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(
  files: ReadonlyMap<string, PageFile>,
  node: string,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange;
  // A page elsewhere, whose name was made to lead here, has another host (DNS rebinding).
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/.test(host)) {
    return end(response, 421, 'the wallet answers on this machine alone');
  }
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname.startsWith('/v1/') || isOfConsents(pathname))
    return passOn(`${node}${pathname}${search}`, exchange);
  if (pathname === '/settings.json') {
    return end(response, 200, JSON.stringify({ ...walletSettings, node }), 'application/json');
  }
  const file = files.get(pathname === '/' ? 'index.html' : pathname.slice(1));
  if (file === undefined) return end(response, 404, 'there is no such file');
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'GET only');
  response.writeHead(200, { ...file.headers, 'content-type': file.mediaType });
  response.end(request.method === 'HEAD' ? undefined : file.plain);
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  mediaType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': mediaType }).end(`${text}\n`);
}

async function passOn(url: string, { request, response }: Exchange): Promise<void> {
  // Other pages in this browser must not reach a node on this machine by way of the wallet.
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return end(response, 403, 'for the page of the wallet alone');
  }
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const onward = send(url, {
    method: request.method,
    headers: picked(requestHeaders, request.headers),
  });
  response.on('close', () => onward.destroy());
  const [told] = await Promise.all([answered(onward), pipeline(request, onward)]);
  const headers = { ...picked(answerHeaders, told.headers), ...dataHeaders };
  response.writeHead(told.statusCode ?? 502, headers);
  await pipeline(told, response);
}

function answered(onward: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    onward.on('response', resolve);
    onward.on('error', reject);
  });
}

function picked(names: readonly string[], from: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
}
