/** What the API says of itself. */

import type { Answer, Route } from '../http/route.ts';
import { openApi } from './openapi.ts';
import { referencePage, referencePolicy } from './reference-page.ts';

const asDocument = (text: string, mediaType: string): Answer => ({
  type: 'document',
  status: 200,
  mediaType,
  text,
  headers: { 'content-security-policy': referencePolicy },
});

/** The routes that describe these others, and themselves. */
export function withReference(described: readonly Route[]): readonly Route[] {
  let documentText: string | undefined;
  const page: Route = {
    method: 'GET',
    path: '/v1/reference',
    id: 'getReference',
    access: 'read',
    accounts: 'none',
    summary: 'This reference, as a page',
    parameters: [],
    answers: {
      200: { description: 'For people', mediaType: 'text/html', schema: { type: 'string' } },
    },
    handle: ({ node }) => asDocument(referencePage(all, node.version), 'text/html; charset=utf-8'),
  };
  const document: Route = {
    method: 'GET',
    path: '/v1/openapi.json',
    id: 'getOpenApi',
    access: 'read',
    accounts: 'none',
    summary: 'This reference, as an OpenAPI 3.1 document',
    parameters: [],
    answers: {
      200: { description: 'For tools', mediaType: 'application/json', schema: { type: 'object' } },
    },
    handle({ node }) {
      documentText ??= JSON.stringify(openApi(all, node.version));
      return asDocument(documentText, 'application/json');
    },
  };
  const all: readonly Route[] = [...described, page, document];
  return all;
}
