/** Actions of proposals in words. */
import type { GovernanceActionOf, GovernanceActionType } from './governance-action.ts';
import { nodeActionWords } from './node-actions.ts';
import { ruleActionWords } from './rule-actions.ts';
import type { Sentence } from './sentence.ts';
import type { Words } from './words.ts';

const words: {
  readonly [T in GovernanceActionType]: Words<GovernanceActionOf<T>>;
} = { ...nodeActionWords, ...ruleActionWords };

/** Two or three words for a kind of action. */
export function actionLabel(type: GovernanceActionType): string {
  return words[type].label;
}

/** What it is like once an action is done. */
export function actionSentence<T extends GovernanceActionType>(
  action: GovernanceActionOf<T>,
): Sentence {
  return words[action.type].sentence(action);
}
