/** What one node says of itself: its state, its connections, its cryptography, what it has used. */
import { genesisCodec, nodeUsageCodec, nodeUsagePath } from '@trellis/protocol';
import {
  apiPaths,
  connectionResponseCodec,
  linksResponseCodec,
  statusResponseCodec,
  whyResponseCodec,
} from '@trellis/protocol/http-api';
import { statusAnswer } from '../accounts/answers.ts';
import { type Route, reading } from '../http/route.ts';
import { connectionAnswer } from './connection-answer.ts';
import { inventoryAnswer, inventoryType } from './inventory-answer.ts';
import { linksAnswer } from './links-answer.ts';
import { whyAnswer } from './why-answer.ts';

export const nodeRoutes: readonly Route[] = [
  reading({
    path: apiPaths.status,
    id: 'getStatus',
    accounts: 'none',
    summary: 'What the node is doing: its newest block, its round, its mempool, its peers',
    gives: statusResponseCodec,
    answer: statusAnswer,
  }),
  reading({
    path: apiPaths.why,
    id: 'getWhy',
    summary: 'Why there is no new block, in words and as facts',
    gives: whyResponseCodec,
    answer: whyAnswer,
  }),
  reading({
    path: apiPaths.nodeLinks,
    id: 'getLinks',
    summary:
      'The connections of the network, and with what cryptography, each by the word of a node at its end',
    gives: linksResponseCodec,
    answer: linksAnswer,
  }),
  reading({
    path: nodeUsagePath,
    id: 'getUsage',
    summary: 'What the node has used since its start, by thread, stage and topic',
    gives: nodeUsageCodec,
    answer: ({ usage }) => usage(),
  }),
  reading({
    path: apiPaths.genesis,
    id: 'getGenesis',
    accounts: 'none',
    summary: 'The genesis of the chain',
    gives: genesisCodec,
    answer: ({ engine }) => engine.chain.genesis,
  }),
  reading({
    path: apiPaths.connection,
    id: 'getConnection',
    access: 'open',
    accounts: 'none',
    summary: 'What protects the connection that this very call came by',
    gives: connectionResponseCodec,
    answer: (_sources, { negotiated }) => connectionAnswer(negotiated()),
  }),
  {
    method: 'GET',
    path: apiPaths.cbom,
    id: 'getInventory',
    access: 'read',
    summary: 'The cryptographic inventory of the node, a CycloneDX 1.6 document',
    parameters: [],
    answers: {
      200: {
        description: 'ECMA-424, bom-1.6.schema.json',
        mediaType: inventoryType,
        schema: { type: 'object' },
      },
    },
    handle: (sources) => ({
      type: 'document',
      status: 200,
      mediaType: inventoryType,
      text: JSON.stringify(inventoryAnswer(sources)),
    }),
  },
];
