/** Final blocks, and the genesis before them. */
import { blockAnswer, finalityAnswer, heightOfBlock } from '../accounts/answers.ts';
import { type Handlers, immutable, value } from '../http/handler.ts';

export const blockHandlers = {
  getGenesis: ({ engine }) => value(engine.chain.genesis),
  getFinality: (sources, { parameters }) =>
    value(finalityAnswer(sources, heightOfBlock(sources, parameters.height))),
  getRecoveries: ({ node: { recoveries } }) => value({ recoveries }),
  getBlock(sources, { parameters, principal }) {
    const name = parameters.height;
    const block = blockAnswer(sources, heightOfBlock(sources, name));
    return name === 'latest' ? value(block) : immutable(value(block), block.blockId, principal);
  },
} satisfies Partial<Handlers>;
