/** Trying a transaction out before it is signed. */

import { readTransaction, simulateTransaction } from '@trellis/ledger';
import { signedTransactionCodec } from '@trellis/protocol';
import {
  apiPaths,
  type SimulationResponse,
  simulationResponseCodec,
} from '@trellis/protocol/http-api';
import { mayUseAccounts } from '../credentials/principal.ts';
import { accountRefused, refusalError } from '../http/problem.ts';
import { jsonAnswer, type Route, type RouteSources } from '../http/route.ts';
import { encodedBytes, mayHandIn, submittedBytes, transactionJsonBytesMax } from './submission.ts';

export const simulationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: apiPaths.simulate,
    id: 'simulateTransaction',
    access: 'read',
    accounts: 'checked',
    bodyBytesMax: transactionJsonBytesMax,
    summary:
      'What a transaction would do in the next block; its signatures may be missing, or zeros of the right length',
    parameters: [],
    body: {
      'application/json': signedTransactionCodec.schema,
      'application/octet-stream': encodedBytes,
    },
    answers: {
      200: {
        description: 'Its receipt, fee, size and effects as of now; nothing is kept',
        mediaType: 'application/json',
        schema: simulationResponseCodec.schema,
      },
    },
    handle(sources, call) {
      const encoded = submittedBytes(call.body);
      if (!mayHandIn(call, encoded)) throw accountRefused('simulate transactions of others');
      const result = simulate(sources, encoded);
      // What those hold that it pays to is not the caller's to see.
      const balances = result.balances.filter(({ account }) =>
        mayUseAccounts(call.principal, [account]),
      );
      return jsonAnswer(simulationResponseCodec, { ...result, balances });
    },
  },
];

function simulate({ engine }: RouteSources, encoded: Uint8Array): SimulationResponse {
  const known = readTransaction(encoded);
  if (!known.ok) throw refusalError('malformed', known.problem.message);
  const { chain } = engine;
  const { header } = chain.head();
  const [validator] = chain.validators().validators;
  const context = {
    ...chain.nextContext(),
    // The next block's are not known yet; the time can only be later.
    time: header.time + 1n,
    proposer: validator?.address ?? header.proposer,
    evidence: [],
  };
  const { refusal, witnessRefusal, receipt, balances, otherKeys } = simulateTransaction(
    chain.state(),
    context,
    known.value,
  );
  return {
    transactionId: known.value.id,
    height: context.height,
    bytes: encoded.length,
    refusal,
    witnessRefusal,
    receipt,
    feeAsset: context.fees?.asset ?? null,
    balances,
    otherKeys,
  };
}
