/** What signatures of owners are checked against. */
import type { CurrentState } from '../consents/check-consent.ts';
import type { HandlerSources } from '../http/handler.ts';

/** The newest final state, synchronously, so that all of it is of one block. */
export function current({ engine }: Pick<HandlerSources, 'engine'>): CurrentState {
  return { state: engine.chain.state(), context: engine.chain.nextContext() };
}
