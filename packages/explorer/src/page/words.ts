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
import type { StallCause } from '@trellis/protocol/http-api';
import { language } from './language.ts';

/** Loaded for those who read German. */
let german: typeof import('./messages/german-words.ts') | undefined;

/** Has to be waited for before anything is shown. Without them the words are English. */
export async function loadWords(): Promise<void> {
  if (language === 'de') german = await import('./messages/german-words.ts').catch(() => undefined);
}

export const operationLabel = (type: OperationType): string =>
  operationLabelIn(type, german?.germanOperations);

export const operationSentence = (operation: Operation): Sentence =>
  operationSentenceIn(operation, german?.germanOperations);

export const actionLabel = (type: GovernanceActionType): string =>
  actionLabelIn(type, german?.germanActions);

export const actionSentence = (action: GovernanceAction): Sentence =>
  actionSentenceIn(action, german?.germanActions);

/** Why there is no new block, or that there is; `undefined` in English, where the node's own sentence says it. */
export function causeSentence(cause: StallCause | UnknownCode): string | undefined {
  const known: Readonly<Record<string, string>> = german?.germanCauses ?? {};
  return Object.hasOwn(known, codeText(cause)) ? known[codeText(cause)] : undefined;
}

/** What an error of a node or of a key means by its code; `undefined` in English, where the error says it. */
export function errorSentence(code: string): string | undefined {
  if (isKnown(code)) return germanMeaning(code)?.[1];
  const known: Readonly<Record<string, string>> = german?.germanErrors ?? {};
  return Object.hasOwn(known, code) ? known[code] : undefined;
}

const englishMeanings = { ...statusMeaning, ...rejectionMeaning };

/** The words and the sentence for a code; `undefined` in English. */
function germanMeaning(code: Status | Rejection): readonly [string, string] | undefined {
  return german && { ...german.germanStatuses, ...german.germanRejections }[code];
}

/** What became of a transaction, or why it can't be in a block, in two or three words. */
export function outcomeText(code: string | UnknownCode): string {
  const text = codeText(code);
  const told = isKnown(text) ? germanMeaning(text) : undefined;
  return told?.[0] ?? text.replaceAll('_', ' ');
}

/** The same in a sentence that says what to do; `undefined` for a code that this page does not know. */
export function outcomeMeaning(code: string): string | undefined {
  if (!isKnown(code)) return undefined;
  return germanMeaning(code)?.[1] ?? englishMeanings[code];
}

function isKnown(code: string): code is Status | Rejection {
  return Object.hasOwn(englishMeanings, code);
}
