/** One node: its state, its connections, its cryptography, what it has used. */
import { statusAnswer } from '../accounts/answers.ts';
import { type Handlers, value } from '../http/handler.ts';
import { connectionAnswer } from './connection-answer.ts';
import { inventoryAnswer } from './inventory-answer.ts';
import { linksAnswer } from './links-answer.ts';
import { whyAnswer } from './why-answer.ts';

export const nodeHandlers = {
  getStatus: (sources) => value(statusAnswer(sources)),
  getWhy: async (sources) => value(await whyAnswer(sources)),
  getLinks: async (sources) => value(await linksAnswer(sources)),
  getUsage: ({ usage }) => value(usage()),
  getConnection: (_sources, { negotiated }) => value(connectionAnswer(negotiated())),
  getInventory: (sources) => value(inventoryAnswer(sources)),
} satisfies Partial<Handlers>;
