/** Which pages of other addresses a browser lets read what this node answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Lets the pages of these nodes read what is answered (Fetch, §3.2 of the living standard). Without a preflight, which
 * nothing here answers, they can send no credential and change nothing.
 */
export function showToPages(
  nodes: readonly string[],
  { headers: { origin } }: FastifyRequest,
  { raw }: FastifyReply,
): void {
  if (nodes.length === 0) return;
  raw.setHeader('vary', 'origin');
  if (origin === undefined || !nodes.includes(byNumber(origin))) return;
  raw.setHeader('access-control-allow-origin', origin);
  raw.setHeader('access-control-expose-headers', 'date');
}

/** `localhost` is this machine and no other (RFC 6761 §6.3): whoever opens the page by that name reads the same. */
const byNumber = (origin: string): string =>
  origin.replace(/(?<=^https?:\/\/)localhost(?=:|$)/, '127.0.0.1');
