/** Payments in two steps. */
import { type Handlers, value } from '../http/handler.ts';
import { holdAnswer, holdsAnswer } from './hold-answers.ts';

export const holdHandlers = {
  getHolds: async (sources, { parameters }) =>
    value(await holdsAnswer(sources, parameters.address)),
  getHold: (sources, { parameters }) => value(holdAnswer(sources, parameters.hold)),
} satisfies Partial<Handlers>;
