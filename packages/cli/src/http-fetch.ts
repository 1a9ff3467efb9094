/**
 * `fetch` for the client, by Node's own HTTP. The `fetch` of Node takes 17 MB and 80 ms of processor time to load, which
 * is more than most commands take for all else; a part of it comes with `node:http`, which is loaded when it is used.
 */
import type { IncomingMessage } from 'node:http';
import type { Fetch } from '@trellis/client';

/** Follows no redirect: the user names the node. Throws as `fetch` does: the reason of the signal, or a
 * `TypeError` whose cause says why. */
export const httpFetch: Fetch = async (url, { method, headers, body, signal }) => {
  const { request: send } = await (url.startsWith('https:')
    ? import('node:https')
    : import('node:http'));
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, signal }, (response) => {
      resolve({ status: response.statusCode ?? 0, body: streamOf(response) });
    });
    request.on('error', (error) => {
      const failed = new TypeError('the connection failed', { cause: error });
      reject(signal.aborted ? signal.reason : failed);
    });
    request.end(body);
  });
};

function streamOf(response: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  const parts = response[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      response.destroy();
    },
  });
}
