/**
 * Bodies are read by the endpoints that take one, once a request is let in (`body/read-body.ts`). Here is what
 * becomes of those that nobody reads.
 */
import type { IncomingMessage, Server } from 'node:http';
import { limits } from '@trellis/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Guard } from '../access/guard.ts';
import { announcedBytes } from '../body/announced-body.ts';
import type { Meter } from '../http/meter.ts';

/** How long whoever sends a body that nobody reads may take to finish, once it is answered. */
const finishMs = 2_000;

/** Chunks of a body that may be small: each costs about as much as a kilobyte does. */
const smallChunksMax = 1_024;
const smallChunkBytes = 64;

/** Has the server read nothing by itself, of whatever type. */
export function leaveBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  refuseSmallChunks(server.server);
}

/**
 * Closes a connection by which a body comes in many tiny chunks. Node makes an object of each before anybody is asked,
 * 10,000 of them out of one read of the socket; here is the first place where that can be stopped.
 */
function refuseSmallChunks(server: Server): void {
  server.prependListener('request', (message: IncomingMessage) => {
    if (announcedBytes(message.headers) !== null) return;
    const push = message.push.bind(message);
    let [chunks, bytes] = [0, 0];
    message.push = (chunk: Uint8Array | null, encoding) => {
      chunks += 1;
      bytes += chunk?.length ?? 0;
      if (chunks <= smallChunksMax + bytes / smallChunkBytes) return push(chunk, encoding);
      message.socket.destroy();
      return false;
    };
  });
}

/**
 * To be called before a request is answered whose body may not have been read. Node reads the rest and forgets it, so
 * that the connection can be used again and whoever is still sending gets to read the answer. What has no end, or is
 * longer than anything that is taken, ends with the connection.
 */
export function settleBody(request: FastifyRequest, reply: FastifyReply, guard: Guard): void {
  const { raw: message } = request;
  if (message.complete) return;
  const bytes = announcedBytes(message.headers);
  const isAwaited = message.headers.expect !== undefined;
  if (bytes === null || bytes > limits.submittedBatchBytesMax || isAwaited) {
    reply.header('connection', 'close');
  } else if (bytes > 0 && message.httpVersion === '1.1') {
    closeOnceSent(message, reply, guard.meterOf(request));
  }
}

/** Closing what still has something to read would have the system take the answer back from whoever sends it. */
function closeOnceSent(
  message: IncomingMessage,
  { raw: response }: FastifyReply,
  meter: Meter,
): void {
  const { socket } = message;
  const before = socket.bytesRead;
  const isLast = /\bclose\b/i.test(message.headers.connection ?? '');
  response.shouldKeepAlive = true;
  response.once('finish', () => {
    const timer = setTimeout(() => socket.destroy(), finishMs).unref();
    message.once('close', () => {
      clearTimeout(timer);
      meter.received(socket.bytesRead - before);
      if (isLast) socket.end();
    });
  });
}
