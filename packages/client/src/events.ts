/** Following a node: every final block and transaction as it happens. */
import { decodeJson } from '@trellis/protocol';
import {
  apiPaths,
  type BlockEvent,
  blockEventCodec,
  type TransactionEvent,
  transactionEventCodec,
} from '@trellis/protocol/http-api';
import { type Client, reach } from './client.ts';
import { Unreachable } from './errors.ts';

export type LedgerEvent =
  | ({ readonly type: 'block' } & BlockEvent)
  | ({ readonly type: 'transaction' } & TransactionEvent);

/**
 * Events from now on, until `signal` is aborted or the node ends the stream. Throws `Unreachable` when
 * there is no node.
 */
export async function* subscribe(client: Client, signal: AbortSignal): AsyncGenerator<LedgerEvent> {
  const { body } = await reach(client, { path: apiPaths.events, signal });
  if (body === null) throw new Unreachable(client.url, 'it gave no event stream');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const frames = (rest + value).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const event = parseFrame(frame);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** One server-sent event; comments and events of another kind give nothing. */
function parseFrame(frame: string): LedgerEvent | undefined {
  const fields = new Map(
    frame.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  const json: unknown = JSON.parse(data);
  switch (fields.get('event')) {
    case 'block': {
      const block = decodeJson(blockEventCodec, json);
      return block.ok ? { type: 'block', ...block.value } : undefined;
    }
    case 'transaction': {
      const transaction = decodeJson(transactionEventCodec, json);
      return transaction.ok ? { type: 'transaction', ...transaction.value } : undefined;
    }
    default:
      return undefined;
  }
}
