/** The nodes that the page may ask: the one that served it, those that its operator named, and which is asked now. */
import type { Fetch } from '@trellis/client';

export interface ChainNodes {
  /** Their addresses, that of the page's own node first. */
  readonly urls: readonly string[];
  /** The one that is asked now. */
  current(): string;
  /** Asks the next one from now on. */
  moveOn(): void;
  /** Reads from the current node what is meant for the page's own; what is submitted goes to the own one alone. */
  readonly fetch: Fetch;
  /** How far the clock of the node that answered last is ahead of this device's, in milliseconds. */
  clockAheadMs(): number;
}

/** A second, in which the header `Date` counts (RFC 9110 §5.6.7). */
const dateStepMs = 1_000;

/** `others`: addresses of further nodes. A credential goes to the page's own node alone. */
export function createChainNodes(own: string, others: readonly string[]): ChainNodes {
  const urls = [own, ...others.filter((url) => url !== own)];
  let index = 0;
  let aheadMs = 0;
  const current = (): string => urls[index] ?? own;
  return {
    urls,
    current,
    moveOn() {
      index = (index + 1) % urls.length;
    },
    async fetch(url, request) {
      // Another node lets this page read, and nothing else (`show-to-pages.ts` of the API).
      const node = request.method === 'GET' ? current() : own;
      const sent = Date.now();
      const response = await globalThis.fetch(
        `${node}${url.slice(own.length)}`,
        node === own ? request : { ...request, headers: withoutCredential(request.headers) },
      );
      const { headers } = response;
      if (isJustMade(headers)) aheadMs = aheadOf(headers.get('date'), sent, Date.now()) ?? aheadMs;
      return response;
    },
    clockAheadMs: () => aheadMs,
  };
}

function withoutCredential(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    ([name]) => name.toLowerCase() !== 'authorization',
  );
  return Object.fromEntries(entries);
}

/** A final block never changes: the browser answers with one that it kept, and with its `Date` of then (RFC 9111 §4). */
function isJustMade(headers: Headers): boolean {
  return headers.get('cache-control')?.includes('no-store') ?? false;
}

/** How far what the node calls now is outside of the time in which it was asked; `undefined` if it does not say. */
export function aheadOf(date: string | null, sent: number, received: number): number | undefined {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return undefined;
  if (told > received) return told - received;
  return Math.min(0, told + dateStepMs - sent);
}
