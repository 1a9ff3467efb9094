/** Operations by which operators of validators change the rules and each other. */

import { actionLabel } from './action-words.ts';
import { addressCodec, uint32 } from './codec-basic.ts';
import { actionsCodec, choiceCodec } from './governance.ts';
import { actionAccounts } from './governance-action.ts';
import { nodeNameCodec } from './network-node.ts';
import { operation } from './operation-definition.ts';
import { heightCodec } from './scalars.ts';
import { account, sentence } from './sentence.ts';
import type { WordsOf } from './words.ts';

export const governanceOperations = {
  /** Puts actions to the vote, and approves them with the source's own power. */
  propose: operation(
    40,
    { source: addressCodec, actions: actionsCodec, expiresAt: heightCodec },
    {
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
      role: 'validator',
      affects: () => [],
      moves: null,
    },
  ),
  /** Says which version of the protocol the software of a node knows; the newest word of its operator counts. */
  announceVersion: operation(
    42,
    { source: addressCodec, node: nodeNameCodec, version: uint32 },
    {
      role: 'participant',
      affects: () => [],
      moves: null,
    },
  ),
};

export const governanceWords: WordsOf<typeof governanceOperations> = {
  propose: {
    label: 'propose',
    sentence: ({ source, actions }) =>
      sentence`propose ${actions.map(({ type }) => actionLabel(type)).join(', ')}, by ${account(source)}`,
  },
  vote: {
    label: 'vote',
    sentence: ({ source, proposal, choice }) =>
      sentence`${choice} proposal ${{ type: 'proposal', proposal }}, by ${account(source)}`,
  },
  announceVersion: {
    label: 'announce version',
    sentence: ({ source, node, version }) =>
      sentence`${node} is ready for protocol version ${version}, by ${account(source)}`,
  },
};
