/** Payments that accounts let others make. */
import { endpoints } from '@trellis/protocol/http-api';
import { type Handlers, value } from '../http/handler.ts';
import { provenEntries } from '../http/proven-entry.ts';

export const mandateHandlers = {
  getMandate: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getMandate, parameters)),
  getMandates: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getMandates, parameters)),
} satisfies Partial<Handlers>;
