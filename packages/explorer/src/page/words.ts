/** Operations, actions and codes of the ledger in the words of the page's language. */
import {
  actionLabel as actionLabelIn,
  actionSentence as actionSentenceIn,
  codeText,
  type GovernanceAction,
  type GovernanceActionType,
  type Operation,
  type OperationType,
  operationLabel as operationLabelIn,
  operationSentence as operationSentenceIn,
  type Rejection,
  rejectionMeaning,
  type Sentence,
  type Status,
  statusMeaning,
  type UnknownCode,
} from '@trellis/protocol';
import { language } from './language.ts';
import { germanActions } from './messages/german-actions.ts';
import { germanRejections, germanStatuses } from './messages/german-codes.ts';
import { germanOperations } from './messages/german-operations.ts';

const isGerman = language === 'de';
const operationWords = isGerman ? germanOperations : undefined;
const actionWords = isGerman ? germanActions : undefined;

export const operationLabel = (type: OperationType): string =>
  operationLabelIn(type, operationWords);

export const operationSentence = (operation: Operation): Sentence =>
  operationSentenceIn(operation, operationWords);

export const actionLabel = (type: GovernanceActionType): string => actionLabelIn(type, actionWords);

export const actionSentence = (action: GovernanceAction): Sentence =>
  actionSentenceIn(action, actionWords);

const germanMeanings = { ...germanStatuses, ...germanRejections };
const englishMeanings = { ...statusMeaning, ...rejectionMeaning };

/** What became of a transaction, or why it can't be in a block, in two or three words. */
export function outcomeText(code: string | UnknownCode): string {
  const text = codeText(code);
  if (isGerman && isKnown(text)) return germanMeanings[text][0];
  return text.replaceAll('_', ' ');
}

/** The same in a sentence that says what to do; `undefined` for a code that this page does not know. */
export function outcomeMeaning(code: string): string | undefined {
  if (!isKnown(code)) return undefined;
  return isGerman ? germanMeanings[code][1] : englishMeanings[code];
}

function isKnown(code: string): code is Status | Rejection {
  return Object.hasOwn(englishMeanings, code);
}
