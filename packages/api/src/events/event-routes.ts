/** What happens, as it happens. */
import type { Address } from '@trellis/crypto';
import { type Height, toHeight } from '@trellis/protocol';
import { apiPaths, blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import { mayUseAccounts, type Principal } from '../credentials/principal.ts';
import { accountParameter } from '../http/parameters.ts';
import { ApiError, accountRefused } from '../http/problem.ts';
import type { Route } from '../http/route.ts';

export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: apiPaths.events,
    id: 'getEvents',
    access: 'events',
    accounts: 'checked',
    summary:
      'Every final block and the outcome of every transaction in it, or those of one account, as server-sent events; from the block after the header Last-Event-ID on',
    parameters: [accountParameter],
    answers: {
      200: {
        description:
          'Events "block" and "transaction", of one account "transaction" alone; the last of a block has its height as its id',
        mediaType: 'text/event-stream',
        schema: { anyOf: [blockEventCodec.schema, transactionEventCodec.schema] },
      },
    },
    handle: ({ stream }, call) => {
      const after = lastEventId(call.header('last-event-id'));
      const account = call.read(accountParameter);
      const { principal, address, stillValid } = call;
      if (!mayFollow(principal, account)) {
        throw accountRefused('follow others: name one of them as "account"');
      }
      const caller = principal.id === '' ? address : principal.id;
      return {
        type: 'stream',
        attach: (response) => stream.attach(response, { after, account, caller, stillValid }),
      };
    },
  },
];

/** A caller that is limited to some accounts follows one of them, never the whole chain. */
function mayFollow(principal: Principal, account: Address | undefined): boolean {
  return account === undefined ? principal.accounts === null : mayUseAccounts(principal, [account]);
}

/** The header that a reader sends when it connects again (HTML §9.2.4): the height of the last event. */
function lastEventId(header: string | undefined): Height | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^(0|[1-9][0-9]{0,18})$/.test(header)) return toHeight(BigInt(header));
  throw new ApiError(400, 'bad_parameter', 'Last-Event-ID: expected the height of a block');
}
