/** Actions of proposals in words: in English, and in whatever language a caller has them in. */
import type { GovernanceActionOf, GovernanceActionType } from './governance-action.ts';
import { nodeActionWords } from './node-actions.ts';
import { ruleActionWords } from './rule-actions.ts';
import type { Sentence } from './sentence.ts';
import type { Words } from './words.ts';

/** The words of one language for every kind of action. */
export type ActionWords = {
  readonly [T in GovernanceActionType]: Words<GovernanceActionOf<T>>;
};

const english: ActionWords = { ...nodeActionWords, ...ruleActionWords };

/** Two or three words for a kind of action. */
export function actionLabel(type: GovernanceActionType, words: ActionWords = english): string {
  return words[type].label;
}

/** What it is like once an action is done. */
export function actionSentence<T extends GovernanceActionType>(
  action: GovernanceActionOf<T>,
  words: ActionWords = english,
): Sentence {
  return words[action.type].sentence(action);
}
