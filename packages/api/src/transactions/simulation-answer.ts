/** What a transaction would do in the next block. */
import { readTransaction, simulateTransaction } from '@trellis/ledger';
import type { SimulationResponse } from '@trellis/protocol/http-api';
import { rejectionError } from '../http/problem.ts';
import type { ApiSources } from '../http/sources.ts';

/** Throws `ApiError` `malformed`. */
export function simulationAnswer({ engine }: ApiSources, encoded: Uint8Array): SimulationResponse {
  const known = readTransaction(encoded);
  if (!known.ok) throw rejectionError('malformed', known.problem.message);
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
  const { rejection, witnessRejection, receipt, balances, otherKeys } = simulateTransaction(
    chain.state(),
    context,
    known.value,
  );
  return {
    transactionId: known.value.id,
    height: context.height,
    bytes: encoded.length,
    refusal: rejection,
    witnessRefusal: witnessRejection,
    receipt,
    feeAsset: context.fees?.asset ?? null,
    balances,
    otherKeys,
  };
}
