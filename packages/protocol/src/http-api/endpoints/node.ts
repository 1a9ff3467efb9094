/** One node: its state, its connections, its cryptography, what it has used. */
import { nodeUsageCodec } from '../../node-usage.ts';
import { connectionResponseCodec } from '../connection-response.ts';
import { endpoint, jsonDocument, reading } from '../endpoint.ts';
import { linksResponseCodec } from '../links-response.ts';
import { statusResponseCodec } from '../status-response.ts';
import { whyResponseCodec } from '../why-response.ts';

export const getStatus = reading({
  path: '/v1/status',
  tag: 'Node',
  accounts: 'none',
  summary: 'What the node is doing: its newest block, its round, its mempool, its peers',
  gives: statusResponseCodec,
});

export const getWhy = reading({
  path: '/v1/status/why',
  tag: 'Node',
  accounts: 'all',
  summary: 'Why there is no new block, in words and as facts',
  gives: whyResponseCodec,
});

export const getLinks = reading({
  path: '/v1/nodes/links',
  tag: 'Node',
  accounts: 'all',
  summary: 'The connections of the network, each reported by a node at its end (not verified)',
  gives: linksResponseCodec,
});

export const getUsage = reading({
  path: '/v1/metrics/stages',
  tag: 'Node',
  accounts: 'all',
  summary: 'What the node has used since its start, by thread, stage and topic',
  gives: nodeUsageCodec,
});

export const getConnection = reading({
  path: '/v1/connection',
  tag: 'Node',
  access: 'open',
  accounts: 'none',
  summary: 'What protects the connection that this very call came by',
  gives: connectionResponseCodec,
});

export const getInventory = endpoint({
  method: 'GET',
  path: '/v1/cbom',
  tag: 'Node',
  access: 'read',
  accounts: 'all',
  summary: 'The cryptographic inventory of the node, a CycloneDX 1.6 document',
  parameters: {},
  body: null,
  answers: {
    200: jsonDocument({
      mediaType: 'application/vnd.cyclonedx+json; version=1.6',
      description: 'ECMA-424, bom-1.6.schema.json',
      schema: { type: 'object' },
      example: { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: [] },
    }),
  },
});
