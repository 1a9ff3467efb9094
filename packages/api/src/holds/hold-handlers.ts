/** Payments in two steps. */
import { endpoints } from '@trellis/protocol/http-api';
import { type Handlers, value } from '../http/handler.ts';
import { provenEntries } from '../http/proven-entry.ts';
import { holdsAnswer } from './hold-answers.ts';

export const holdHandlers = {
  getHolds: async (sources, { parameters }) =>
    value(await holdsAnswer(sources, parameters.address)),
  getHold: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getHold, parameters)),
} satisfies Partial<Handlers>;
