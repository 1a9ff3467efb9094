/** Operations by which operators of validators change the rules and each other. */
import { addressCodec, uint32 } from './codec-basic.ts';
import { actionsCodec, choiceCodec } from './governance.ts';
import { actionAccounts, actionLabel } from './governance-action.ts';
import { operation } from './operation-definition.ts';
import { heightCodec } from './scalars.ts';
import { account, sentence } from './sentence.ts';

export const governanceOperations = {
  /** Puts actions to the vote, and approves them with the source's own power. */
  propose: operation(
    40,
    { source: addressCodec, actions: actionsCodec, expiresAt: heightCodec },
    {
      label: 'propose',
      sentence: ({ source, actions }) =>
        sentence`propose ${actions.map(({ type }) => actionLabel(type)).join(', ')}, by ${account(source)}`,
      role: 'validator',
      affects: ({ actions }) => actions.flatMap((one) => actionAccounts(one)),
      moves: null,
    },
  ),
  /** Votes on an open proposal; a later vote of the same operator replaces the earlier. */
  vote: operation(
    41,
    { source: addressCodec, proposal: uint32, choice: choiceCodec },
    {
      label: 'vote',
      sentence: ({ source, proposal, choice }) =>
        sentence`${choice} proposal ${{ type: 'proposal', proposal }}, by ${account(source)}`,
      role: 'validator',
      affects: () => [],
      moves: null,
    },
  ),
};
