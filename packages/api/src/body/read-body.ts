/** Reads the body of a request that was let in: no more of it than its endpoint takes, and JSON looked through as it comes. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inBackground } from '@trellis/engine';
import type { Json } from '@trellis/protocol';
import type { Body } from '@trellis/protocol/http-api';
import type { Form } from '../http/handler.ts';
import type { Meter } from '../http/meter.ts';
import { ApiError } from '../http/problem.ts';
import { startSlices } from '../http/slices.ts';
import { tooLarge } from './announced-body.ts';
import { createBodyBuffer } from './body-buffer.ts';
import { parseForm } from './form.ts';
import type { HeldBodies } from './held-bodies.ts';
import { createJsonScan } from './json-scan.ts';
import { isTurnFull } from './turn-bytes.ts';

/** A body by its media type: bytes, a form, or JSON that has yet to be decoded. */
export type ReadBody =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'form'; readonly form: Form }
  | { readonly type: 'json'; readonly json: Json };

export interface BodyRequest {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** What it costs is counted here. */
  readonly meter: Meter;
  readonly isKeyless: boolean;
  readonly held: HeldBodies;
  /** Looks at all of it before it is parsed, and throws `ApiError` for one that it refuses. */
  readonly inspect?: (bytes: Uint8Array) => void;
}

/** Larger ones wait for a turn of the event loop in which no other is parsed. */
const quickBytes = 64 * 1024;

/** The body; `undefined` when it is empty. Throws `ApiError`. */
export async function readBody(body: Body, request: BodyRequest): Promise<ReadBody | undefined> {
  const { message, response, meter } = request;
  if (message.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  const isJson = isJsonType(message.headers['content-type']);
  const bytes = await receive(body, request, isJson ? createJsonScan().push : () => undefined);
  request.inspect?.(bytes);
  if (bytes.length === 0) return undefined;
  const slices = startSlices();
  if (bytes.length > quickBytes) await slices.next();
  const read = meter.measure((): ReadBody => {
    if (body.type === 'form') return { type: 'form', form: parseForm(textOf(bytes)) };
    return isJson ? { type: 'json', json: parseJson(bytes) } : { type: 'bytes', bytes };
  });
  if (slices.isOver()) await slices.next();
  return read;
}

function isJsonType(contentType = ''): boolean {
  return /^\s*application\/json\s*(;|$)/i.test(contentType);
}

function textOf(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new ApiError('malformed', 'the body is not UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function parseJson(bytes: Uint8Array): Json {
  const text = textOf(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('malformed', 'the body is not JSON');
  }
}

/** All bytes of the body. `look` says of each piece what is wrong with it. */
function receive(
  body: Body,
  { message, response, meter, isKeyless, held }: BodyRequest,
  look: (piece: Uint8Array) => string | undefined,
): Promise<Uint8Array> {
  const buffer = createBodyBuffer(body.bytesMax);
  const slices = startSlices();
  response.once('close', () => held.giveBack(buffer.length, isKeyless));

  /** What is wrong with a body of which this is the next piece. */
  const fault = (piece: Uint8Array): ApiError | undefined => {
    const length = buffer.length + piece.length;
    if (response.closed) return brokenOff();
    if (length > body.bytesMax) return tooLarge(body.bytesMax);
    const problem = meter.measure(() => look(piece));
    if (problem !== undefined) return new ApiError('malformed', `the body is ${problem}`);
    return held.take(piece.length, isKeyless) ? undefined : noRoom();
  };

  return new Promise((resolve, reject) => {
    const stop = (): void => {
      message.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
    };
    const onData = (piece: Uint8Array): void => {
      meter.received(piece.length);
      const error = fault(piece);
      if (error !== undefined) {
        stop();
        reject(error);
        return;
      }
      buffer.append(piece);
      if (!isTurnFull(piece.length)) return;
      message.pause();
      inBackground(
        slices.next().then(() => {
          message.resume();
        }),
        reject,
      );
    };
    const onEnd = (): void => {
      stop();
      resolve(buffer.bytes());
    };
    const onBroken = (): void => {
      stop();
      reject(brokenOff());
    };
    message.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

function brokenOff(): ApiError {
  return new ApiError('malformed', 'the body broke off before its end');
}

function noRoom(): ApiError {
  return new ApiError('rate_limited', 'the node holds as many bodies as it can; try again in 1 s', {
    headers: { 'retry-after': '1' },
  });
}
