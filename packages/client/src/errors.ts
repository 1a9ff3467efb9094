/** What can go wrong between a client and a node. */
import type { Problem } from '@trellis/protocol/http-api';

/** The node refused; `code` is the ledger's stable code. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;

  constructor({ code, status, detail }: Problem) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
  }
}

/** There is no node at this address that answers. */
export class Unreachable extends Error {
  readonly code = 'unreachable';
  readonly url: string;

  constructor(url: string, why: string, options?: ErrorOptions) {
    super(`no answer from the node at ${url}: ${why}`, options);
    this.name = 'Unreachable';
    this.url = url;
  }
}

/** A transaction is not final yet, and may become so. */
export class NotFinal extends Error {
  readonly code = 'not_final';

  constructor(id: string, waitedMs: number) {
    super(
      `the transaction ${id} is not final after ${(waitedMs / 1000).toFixed(0)} s; it may still become so`,
    );
    this.name = 'NotFinal';
  }
}
