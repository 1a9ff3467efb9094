/** Answers in the one form they have. */
import type { Codec } from '@trellis/protocol';
import type { FastifyReply } from 'fastify';

/** Sends a value as the JSON of its codec. */
export function send<T>(reply: FastifyReply, codec: Codec<T>, value: T): FastifyReply {
  return reply.type('application/json').send(JSON.stringify(codec.toJson(value)));
}
