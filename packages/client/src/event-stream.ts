/** One connection to a node's server-sent events. */
import { type Codec, decodeAnswer } from '@trellis/protocol';
import {
  type BlockEvent,
  blockEventCodec,
  endpoints,
  type TransactionEvent,
  transactionEventCodec,
} from '@trellis/protocol/http-api';
import type { EventSourceMessage } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { chunks } from './body.ts';
import { openStream } from './call.ts';
import { ApiProblem, Unreachable } from './errors.ts';
import type { HttpTransport } from './http-transport.ts';

/** A block that is final, or what became of one of its transactions. */
export type LedgerEvent =
  | ({ readonly type: 'block' } & BlockEvent)
  | ({ readonly type: 'transaction' } & TransactionEvent);

/** A node says that it is still there every 15 s; one that was silent for longer than this is not. */
const unresponsiveAfterMs = 45_000;

/** An event is a few hundred characters. */
const eventCharactersMax = 64 * 1024;

/**
 * Opens the stream, and gives its events until the node ends it. Throws `Unreachable` when there is no
 * node or the connection breaks, and `ApiProblem` when the node has too many subscribers.
 */
export async function openEventStream(
  transport: HttpTransport,
  signal: AbortSignal,
): Promise<AsyncGenerator<LedgerEvent>> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let timer = setTimeout(() => ended.abort(), transport.timeoutMs);
  // Whoever stopped listening is not kept waiting at the end of the program.
  either.addEventListener('abort', () => clearTimeout(timer), { once: true });
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => ended.abort(), unresponsiveAfterMs);
  };
  try {
    const stream = await openStream(transport, endpoints.getEvents, {}, either);
    heard();
    const body = stream.pipeThrough(watching(heard), { signal: either });
    return readEvents(transport, body, () => clearTimeout(timer));
  } catch (error) {
    clearTimeout(timer);
    throw broken(transport, error);
  }
}

async function* readEvents(
  transport: HttpTransport,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  close: () => void,
): AsyncGenerator<LedgerEvent> {
  const messages = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: eventCharactersMax }));
  try {
    for await (const message of chunks(messages)) {
      const event = readEvent(transport, message);
      if (event !== undefined) yield event;
    }
  } catch (error) {
    throw broken(transport, error);
  } finally {
    close();
  }
}

/** Passes bytes on, and tells that some came. */
function watching(
  heard: () => void,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      heard();
      controller.enqueue(chunk);
    },
  });
}

/** Events of a kind this client does not know are passed over, so that a newer node can have more. */
function readEvent(
  transport: HttpTransport,
  { event, data }: EventSourceMessage,
): LedgerEvent | undefined {
  switch (event) {
    case 'block':
      return { type: 'block', ...readData(transport, data, blockEventCodec) };
    case 'transaction':
      return { type: 'transaction', ...readData(transport, data, transactionEventCodec) };
    default:
      return undefined;
  }
}

function readData<T>(transport: HttpTransport, data: string, codec: Codec<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    throw new Unreachable(transport.url, 'its event is not JSON');
  }
  const decoded = decodeAnswer(codec, json);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new Unreachable(transport.url, `its event is not understood (${path}: ${message})`);
}

function broken(transport: HttpTransport, error: unknown): Error {
  if (error instanceof ApiProblem || error instanceof Unreachable) return error;
  return new Unreachable(transport.url, 'the event stream broke', { cause: error });
}
