import type { ValueOf } from '../codec.ts';
import { foreignText, tag, text, uint16 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { provenAbsenceCodec } from './proven-entry.ts';
import { shortText } from './short-text.ts';

/** Of the list in `error-code.ts`, or of a newer one. */
export const problemCodeCodec = text(
  64,
  'the code of an error, such as not_found',
  (value): value is string => /^[a-z][a-z0-9_]*$/.test(value),
);

/** An error, as RFC 9457 problem details with the ledger's stable code. */
const problemFields = {
  type: shortText,
  title: shortText,
  status: uint16,
  code: problemCodeCodec,
  detail: foreignText(4096, 'text'),
};

export const problemCodec = container(problemFields);

/** That something does not exist, with the proof. */
export const absenceProblemCodec = container({ ...problemFields, absent: provenAbsenceCodec });

/** That something was pruned, with the nodes that say that they keep it: nothing proves that they do. */
export const prunedProblemCodec = container({
  ...problemFields,
  keptBy: list(
    container({
      name: shortText,
      peer: shortText,
      /** Of its HTTP API; `null` if it tells none. */
      url: optional(shortText),
    }),
    limits.keepersShownMax,
  ),
});

export type Keeper = ValueOf<typeof prunedProblemCodec>['keptBy'][number];

/** As OAuth clients read errors (RFC 6749 §5.2), with the parts of a problem beside it. */
export const oauthProblemCodec = container({
  error: tag({
    invalid_request: 0,
    invalid_client: 1,
    unsupported_grant_type: 2,
    invalid_scope: 3,
    invalid_grant: 4,
    invalid_request_uri: 5,
    invalid_authorization_details: 6,
    invalid_dpop_proof: 7,
    unsupported_response_type: 8,
  }),
  error_description: foreignText(4096, 'text'),
  ...problemFields,
});

export type OAuthErrorCode = ValueOf<typeof oauthProblemCodec>['error'];

export type Problem = ValueOf<typeof problemCodec>;
