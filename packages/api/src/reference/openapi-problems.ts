/** The problems of the OpenAPI document: for each status the codes that come with it. */
import type { Json } from '@trellis/protocol';
import {
  absenceProblemCodec,
  type Endpoint,
  type ErrorCode,
  errorMeaning,
  errorStatus,
  errorsOf,
  exampleOf,
  type OAuthErrorCode,
  oauthProblemCodec,
  problemCodec,
} from '@trellis/protocol/http-api';
import { ApiError, OAuthError, problemBody } from '../http/problem.ts';
import type { SchemaBook } from './openapi-schemas.ts';

/** An example of each code that was met. */
export type ProblemBook = Map<ErrorCode, Json>;

/** The answers of an endpoint that are problems, by status. */
export function problemResponses(
  endpoint: Endpoint,
  schemas: SchemaBook,
  met: ProblemBook,
): Readonly<Record<string, Json>> {
  const byStatus = Map.groupBy(errorsOf(endpoint), (code) => statusFor(endpoint, code));
  const plain = (codes: readonly ErrorCode[]): Readonly<Record<string, Json>> => ({
    'application/problem+json': {
      schema: schemas.described(problemCodec.schema),
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: metExample(code, met) }])),
    },
  });
  const content = (codes: readonly ErrorCode[], status: number): Json => {
    if (status === 404 && 'absence' in endpoint) return absenceContent(schemas);
    if (endpoint.access !== 'client') return plain(codes);
    if (status === 401) return oauthContent('invalid_credential', 'invalid_client', schemas);
    if (status !== 400) return plain(codes);
    return { ...plain(codes), ...oauthContent('bad_parameter', 'invalid_request', schemas) };
  };
  const told = [...byStatus].map(([status, codes]): [string, Json] => [
    `${status}`,
    { description: codes.join(', '), content: content(codes, status) },
  ]);
  return {
    ...Object.fromEntries(told),
    default: {
      description: 'Refused or failed in another way; "code" is stable, "detail" says what to do',
      content: { 'application/problem+json': { schema: schemas.described(problemCodec.schema) } },
    },
  };
}

/** A client that may not call is unknown, in the words of OAuth. */
function statusFor({ access }: Endpoint, code: ErrorCode): number {
  const status = errorStatus(code);
  return access === 'client' && status === 403 ? 401 : status;
}

function metExample(code: ErrorCode, met: ProblemBook): string {
  if (!met.has(code)) {
    met.set(code, {
      summary: errorMeaning(code),
      value: problemBody(new ApiError(code, errorMeaning(code))),
    });
  }
  return `#/components/examples/${code}`;
}

function absenceContent(schemas: SchemaBook): Json {
  const { schema } = absenceProblemCodec;
  const example = {
    ...(exampleOf(schema) as Readonly<Record<string, Json>>),
    ...(problemBody(new ApiError('not_found', 'there is no asset EUR')) as object),
  };
  return { 'application/problem+json': { schema: schemas.described(schema), example } };
}

function oauthContent(
  code: ErrorCode,
  error: OAuthErrorCode,
  schemas: SchemaBook,
): Readonly<Record<string, Json>> {
  const example = problemBody(new OAuthError(new ApiError(code, errorMeaning(code)), error));
  return { 'application/json': { schema: schemas.described(oauthProblemCodec.schema), example } };
}
