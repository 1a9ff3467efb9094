/** What happens, as it happens. */
import type { Address } from '@trellis/crypto';
import { mayUseAccounts, type Principal } from '../credentials/principal.ts';
import type { Handlers } from '../http/handler.ts';
import { accountRefused } from '../http/problem.ts';

export const eventHandlers = {
  getEvents({ stream }, { parameters, principal, address, stillValid }) {
    const { account, 'Last-Event-ID': after } = parameters;
    if (!mayFollow(principal, account)) {
      throw accountRefused('follow others: name one of them as "account"');
    }
    const caller = principal.id === '' ? address : principal.id;
    return {
      type: 'stream',
      attach: (response) => stream.attach(response, { after, account, caller, stillValid }),
    };
  },
} satisfies Partial<Handlers>;

/** A caller that is limited to some accounts follows one of them, never the whole chain. */
function mayFollow(principal: Principal, account: Address | undefined): boolean {
  return account === undefined ? principal.accounts === null : mayUseAccounts(principal, [account]);
}
