/** Following a node's event stream: which transactions became final, and which block is the newest. */
import { decodeJson } from '@trellis/protocol';
import {
  type BlockEvent,
  blockEventCodec,
  endpoints,
  type TransactionEvent,
  transactionEventCodec,
} from '@trellis/protocol/http-api';
import { LedgerError } from './ledger-error.ts';

export interface EventWatch {
  stop(): void;
}

/** `onEnd` is called when the stream ends by itself: from then on nothing more is seen. */
export interface WatchHandlers {
  onBlock(block: BlockEvent): void;
  onTransaction(transaction: TransactionEvent): void;
  onEnd(problem: string): void;
}

export async function watchEvents(url: string, handlers: WatchHandlers): Promise<EventWatch> {
  const abort = new AbortController();
  const { body } = await fetch(url + endpoints.getEvents.path, { signal: abort.signal });
  if (body === null) throw new LedgerError('unexpected_answer', 'the node gave no event stream');
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) take(frame, handlers);
    }
  };
  read().then(
    () => handlers.onEnd('the node closed its event stream'),
    (error: unknown) => {
      if (!abort.signal.aborted) handlers.onEnd(`the event stream broke off: ${String(error)}`);
    },
  );
  return { stop: () => abort.abort() };
}

function take(frame: string, handlers: WatchHandlers): void {
  const json = (): unknown => JSON.parse(frame.slice(frame.indexOf('data: ') + 6));
  // The last event of a block has the id that the others lack, and fields may come in any order.
  const name = /^event: (.*)$/m.exec(frame)?.[1];
  if (name === 'transaction') {
    const event = decodeJson(transactionEventCodec, json());
    if (event.ok) handlers.onTransaction(event.value);
  } else if (name === 'block') {
    const event = decodeJson(blockEventCodec, json());
    if (event.ok) handlers.onBlock(event.value);
  }
}
