/** What the API says of itself. */
import { endpoint, jsonDocument, textDocument } from '../endpoint.ts';

export const getReference = endpoint({
  method: 'GET',
  path: '/v1/reference',
  tag: 'Reference',
  access: 'read',
  accounts: 'none',
  summary: 'This reference, as a page',
  parameters: {},
  body: null,
  answers: {
    200: textDocument({
      mediaType: 'text/html; charset=utf-8',
      description: 'For people',
      example: '<!doctype html>',
    }),
  },
});

export const getOpenApi = endpoint({
  method: 'GET',
  path: '/v1/openapi.json',
  tag: 'Reference',
  access: 'read',
  accounts: 'none',
  summary: 'This reference, as an OpenAPI 3.1 document',
  parameters: {},
  body: null,
  answers: {
    200: jsonDocument({
      mediaType: 'application/json',
      description: 'For tools',
      schema: { type: 'object' },
      example: { openapi: '3.1.0' },
    }),
  },
});
