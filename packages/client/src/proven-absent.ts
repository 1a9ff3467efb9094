/** A proven absence. It stands alone, so that a page can tell it from other problems before it has loaded what proves one. */
import type { Problem } from '@trellis/protocol/http-api';
import type { AsOf } from './as-of.ts';
import { ApiProblem } from './errors.ts';

/** What is asked about does not exist: the state of a final block has nothing under its key. */
export class ProvenAbsent extends ApiProblem {
  readonly asOf: AsOf;

  constructor(problem: Problem, asOf: AsOf) {
    super(problem);
    this.name = 'ProvenAbsent';
    this.asOf = asOf;
  }
}
