/** Names and identifiers of accounts. */
import { endpoints } from '@trellis/protocol/http-api';
import { type Handlers, value } from '../http/handler.ts';
import { provenEntries } from '../http/proven-entry.ts';

export const aliasHandlers = {
  getAlias: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getAlias, parameters)),
  getAccountAliases: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getAccountAliases, parameters)),
} satisfies Partial<Handlers>;
