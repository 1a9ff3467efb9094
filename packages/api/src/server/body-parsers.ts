/** How the bodies of requests are read, by their media types; other types are refused by the route. */
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../http/problem.ts';

export function parseBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    async (_request: unknown, body: unknown) => body,
  );
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => {
      try {
        return JSON.parse(String(body));
      } catch {
        throw new ApiError('malformed', 'the body is not JSON');
      }
    },
  );
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => new URLSearchParams(String(body)),
  );
}
