/** What those who run a node watch it by. */
import { diskFreeBytesMin } from '@trellis/engine';
import { type Handlers, value } from '../http/handler.ts';
import { readiness } from './readiness.ts';

export const operationsHandlers = {
  getMetrics: async ({ metrics }) => value(await metrics.text()),
  getLive: () => value({ status: 'live' }),
  async getReady({ engine, diskFreeBytes }) {
    const facts = { ...engine.stallFacts(), diskFreeBytes: await diskFreeBytes() };
    const answer = readiness(facts, diskFreeBytesMin);
    return value(answer, answer.status === 'ready' ? 200 : 503);
  },
} satisfies Partial<Handlers>;
