/** Accounts with their balances, history and keys. */

import { endpoints } from '@trellis/protocol/http-api';
import { type Handlers, value } from '../http/handler.ts';
import { ApiError } from '../http/problem.ts';
import { provenEntries } from '../http/proven-entry.ts';
import { accountAnswer, accountsAnswer, balanceAnswer } from './answers.ts';
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
  getRecovery: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getRecovery, parameters)),
  getEncryptionKey: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getEncryptionKey, parameters)),
} satisfies Partial<Handlers>;
