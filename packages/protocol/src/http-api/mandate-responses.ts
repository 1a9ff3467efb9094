/** Payments that accounts let others make. */
import { container } from '../codec-composite.ts';
import { provenEntryCodec } from './proven-entry.ts';

/** `GET /v1/mandates/{id}`. No record: it was revoked, or never granted. */
export const mandateResponseCodec = container({ entry: provenEntryCodec('mandate') });

/** `GET /v1/accounts/{address}/mandates`. No record: the account has none. */
export const mandatesResponseCodec = container({ entry: provenEntryCodec('mandates') });
