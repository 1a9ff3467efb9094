/** Which version of an answer goes with which version of a question. */
import type { MessageId } from '../messages/message-table.ts';

/** Unless an institution configures something else. */
const answers = {
  'pain.001.001.03': 'pain.002.001.03',
  'pain.001.001.08': 'pain.002.001.10',
  'pain.001.001.09': 'pain.002.001.10',
  'pain.001.001.12': 'pain.002.001.14',
  'pacs.008.001.07': 'pacs.002.001.10',
  'pacs.008.001.08': 'pacs.002.001.10',
  'pacs.008.001.13': 'pacs.002.001.15',
  'pacs.009.001.08': 'pacs.002.001.10',
} as const satisfies Partial<Record<MessageId, MessageId>>;

export type QuestionId = keyof typeof answers;
export type CustomerAnswerId = Extract<MessageId, `pain.002.${string}`>;
export type InterbankAnswerId = Extract<MessageId, `pacs.002.${string}`>;
export type AnswerId = CustomerAnswerId | InterbankAnswerId;

const isQuestion = (id: MessageId): id is QuestionId => Object.hasOwn(answers, id);

/** The answer's version; `undefined` for what is not answered so. */
export const answerOf = (id: MessageId): AnswerId | undefined =>
  isQuestion(id) ? answers[id] : undefined;

/** Each question with its answer, for documentation. */
export const answerVersions = Object.entries(answers) as readonly (readonly [
  QuestionId,
  AnswerId,
])[];

/** Whether a version answers that kind of question. */
export const isAnswerTo = (question: MessageId, answer: MessageId): answer is AnswerId =>
  answer.startsWith(question.startsWith('pain.') ? 'pain.002.' : 'pacs.002.');
