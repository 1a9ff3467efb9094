/** Accounts with their balances, history and keys. */

import { type Handlers, value } from '../http/handler.ts';
import { ApiError } from '../http/problem.ts';
import {
  accountAnswer,
  accountsAnswer,
  balanceAnswer,
  encryptionAnswer,
  recoveryAnswer,
} from './answers.ts';
import { historyAnswer } from './history-answer.ts';

export const accountHandlers = {
  getAccounts: async (sources, { parameters }) =>
    value(await accountsAnswer(sources, parameters.after)),
  getAccount: async (sources, { parameters }) =>
    value(await accountAnswer(sources, parameters.address)),
  getBalance: async (sources, { parameters }) => value(await balanceAnswer(sources, parameters)),
  async getHistory(sources, { parameters }) {
    const { address, asset, before, after, limit } = parameters;
    if (before !== undefined && after !== undefined) {
      throw new ApiError('bad_parameter', 'give "before" or "after", not both');
    }
    const answer = await historyAnswer(sources, {
      account: address,
      asset,
      side: after === undefined ? 'before' : 'after',
      place: after ?? before ?? null,
      count: limit,
    });
    return value(answer);
  },
  getRecovery: (sources, { parameters }) => value(recoveryAnswer(sources, parameters.address)),
  getEncryptionKey: (sources, { parameters }) =>
    value(encryptionAnswer(sources, parameters.address)),
} satisfies Partial<Handlers>;
