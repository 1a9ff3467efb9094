/** Operations in words: in English, and in whatever language a caller has them in. */
import { accountWords } from './account-operations.ts';
import { assetControlWords } from './asset-control-operations.ts';
import { assetWords } from './asset-operations.ts';
import { directoryWords } from './directory-operations.ts';
import { governanceWords } from './governance-operations.ts';
import { holdWords } from './hold-operations.ts';
import { mandateWords } from './mandate-operations.ts';
import type { OperationOf, OperationType } from './operation.ts';
import { paymentWords } from './payment-operations.ts';
import { recoveryWords } from './recovery-operations.ts';
import type { Sentence } from './sentence.ts';
import type { Words } from './words.ts';

/** The words of one language for every kind of operation. */
export type OperationWords = { readonly [T in OperationType]: Words<OperationOf<T>> };

const english: OperationWords = {
  ...accountWords,
  ...assetWords,
  ...paymentWords,
  ...holdWords,
  ...assetControlWords,
  ...recoveryWords,
  ...governanceWords,
  ...directoryWords,
  ...mandateWords,
};

/** Two or three words for a kind of operation. */
export function operationLabel(type: OperationType, words: OperationWords = english): string {
  return words[type].label;
}

/** What an operation does, and for whom. */
export function operationSentence<T extends OperationType>(
  operation: OperationOf<T>,
  words: OperationWords = english,
): Sentence {
  return words[operation.type].sentence(operation);
}
