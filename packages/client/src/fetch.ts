/** How a node is reached. */

/** What is asked of `fetch`. */
export interface FetchRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  readonly redirect?: 'error';
}

/** What is needed of `fetch`. The platform's is one; a program that starts often may have a lighter one. */
export type Fetch = (
  url: string,
  request: FetchRequest,
) => Promise<Pick<Response, 'status' | 'body'>>;
