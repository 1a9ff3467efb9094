import type { ValueOf } from '../codec.ts';
import { tag, text, uint16 } from '../codec-basic.ts';
import { container } from '../codec-composite.ts';
import { provenAbsenceCodec } from './proven-entry.ts';
import { shortText } from './short-text.ts';

/** An error, as RFC 9457 problem details with the ledger's stable code. */
const problemFields = {
  type: shortText,
  title: shortText,
  status: uint16,
  code: shortText,
  detail: text(4096, 'text', (value): value is string => value.isWellFormed()),
};

export const problemCodec = container(problemFields);

/** That something does not exist, with the proof. */
export const absenceProblemCodec = container({ ...problemFields, absent: provenAbsenceCodec });

/** As OAuth clients read errors (RFC 6749 §5.2), with the parts of a problem beside it. */
export const oauthProblemCodec = container({
  error: tag({
    invalid_request: 0,
    invalid_client: 1,
    unsupported_grant_type: 2,
    invalid_scope: 3,
  }),
  error_description: text(4096, 'text', (value): value is string => value.isWellFormed()),
  ...problemFields,
});

export type OAuthErrorCode = ValueOf<typeof oauthProblemCodec>['error'];

export type Problem = ValueOf<typeof problemCodec>;
