/** What the headers of a request say of its body, and what of that is refused before a byte of it is read. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Body, smallBodyBytesMax } from '@trellis/protocol/http-api';
import { ApiError } from '../http/problem.ts';

type Headers = Pick<
  IncomingHttpHeaders,
  'content-length' | 'transfer-encoding' | 'content-type' | 'content-encoding' | 'expect'
>;

/** Bytes that are announced; `null`: as many as will come, in chunks. */
export function announcedBytes(headers: Headers): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  return Number(headers['content-length'] ?? 0);
}

/** Throws `ApiError` 415 for a body of another type than the endpoint takes, or compressed. */
export function requireMediaType(body: Body | null, headers: Headers): void {
  // What is not there has no type; whether it must be there is the endpoint's matter.
  if (body === null || announcedBytes(headers) === 0) return;
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  if (!body.mediaTypes.some((taken) => taken === type.trim().toLowerCase())) {
    throw new ApiError('unsupported_media_type', `expected ${body.mediaTypes.join(' or ')}`);
  }
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() === 'identity') return;
  // RFC 9110 §15.5.16: the status is that of a media type.
  throw new ApiError('unsupported_media_type', 'content-encoding: no compression is taken');
}

/**
 * Throws `ApiError` 413 for a body that says that it is longer than the endpoint takes. Some clients send a little where
 * nothing is taken; nobody reads it.
 */
export function requireLength(body: Body | null, headers: Headers): void {
  const bytes = announcedBytes(headers);
  const bytesMax = body?.bytesMax ?? smallBodyBytesMax;
  if (bytes === null && body === null) {
    throw new ApiError('body_too_large', 'this call takes no body');
  }
  if (bytes !== null && bytes > bytesMax) throw tooLarge(bytesMax);
}

export function tooLarge(bytesMax: number): ApiError {
  return new ApiError('body_too_large', `the body is over the ${bytesMax} bytes of this call`);
}
