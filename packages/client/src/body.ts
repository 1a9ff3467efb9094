/** Reading the body of an answer without letting a node fill the memory. */
import { limits } from '@trellis/protocol';
import { Unreachable } from './errors.ts';

/** The text of a body that the node at `url` sends. Throws `Unreachable` when it is over the limit. */
export async function readBody(url: string, { body }: Pick<Response, 'body'>): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of chunks(body)) {
    size += chunk.length;
    if (size > limits.answerJsonBytesMax) {
      throw new Unreachable(url, `its answer is over ${limits.answerJsonBytesMax} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The items of a stream; leaving the loop ends the stream. Not every browser iterates streams itself. */
export async function* chunks<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // A stream that broke can't be cancelled; that it broke has been thrown already.
    reader.cancel().catch(() => undefined);
  }
}
