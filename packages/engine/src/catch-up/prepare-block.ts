/**
 * Verifying a fetched block before its turn: everything that the bytes alone decide, and its signatures
 * as far as the newest state that is known tells whose they are. What a later state could change is
 * asked again when the block's turn comes, without verifying any signature twice.
 */

import type { Hash } from '@trellis/crypto';
import { type KnownTransaction, readTransaction, type VerifiedTransaction } from '@trellis/ledger';
import {
  blockId,
  evidenceRoot,
  listRoot,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import { certificateProblem } from '../blocks/certificate-problem.ts';
import type { ChainView, ValidationParts } from '../chain/chain.ts';
import { type Verifier, verifyAs } from '../ports/verifier.ts';
import type { FetchedBlock } from '../requests/fetch-blocks.ts';
import { verifyWitnesses } from '../transactions/admission.ts';

interface PreparedBlock {
  readonly fetched: FetchedBlock;
  readonly blockId: Hash;
  /** The validators under whom the certificate was found to hold; `null` if they are not known yet. */
  readonly certifiedBy: ValidatorSet | null;
  readonly transactions: readonly (KnownTransaction | VerifiedTransaction)[];
}

export type Preparation =
  | { readonly ok: true; readonly block: PreparedBlock }
  /** Whoever sent it lied. */
  | { readonly ok: false; readonly detail: string };

export async function prepareBlock(
  { chain, verifier }: ValidationParts,
  fetched: FetchedBlock,
): Promise<Preparation> {
  const { header } = fetched;
  const id = blockId(header);
  if (header.chainId !== chain.genesis.chainId) return lie('a block of another chain');
  if (evidenceRoot(fetched.evidence) !== header.evidenceRoot) {
    return lie('its evidence is not that of its header');
  }
  const validators = chain.validators();
  const known = validatorSetHash(validators) === header.validatorSetHash;
  if (known) {
    const problem = await certificateProblem({ chain, verifier }, fetched, validators);
    if (problem !== undefined) return lie(problem);
  }
  const read = fetched.transactions.map(readTransaction);
  const transactions: KnownTransaction[] = [];
  for (const [index, one] of read.entries()) {
    if (!one.ok) return lie(`transaction ${index}: ${one.problem.message}`);
    transactions.push(one.value);
  }
  if (listRoot(transactions.map(({ hash }) => hash)) !== header.witnessRoot) {
    return lie('its transactions are not those of its header');
  }
  const block = { fetched, blockId: id, certifiedBy: known ? validators : null };
  // Without a certificate that holds, a peer could have signatures verified that nobody asked for.
  if (!known) return { ok: true, block: { ...block, transactions } };
  return {
    ok: true,
    block: { ...block, transactions: await verified(chain, verifier, transactions) },
  };
}

/** Those whose keys are not known yet, or seem wrong, stay as they are. */
function verified(
  chain: ChainView,
  verifier: Verifier,
  transactions: readonly KnownTransaction[],
): Promise<readonly (KnownTransaction | VerifiedTransaction)[]> {
  const state = chain.state();
  const context = chain.nextContext();
  const verify = verifyAs('history', verifier);
  return Promise.all(
    transactions.map(async (transaction) => {
      const result = await verifyWitnesses(state, context, transaction, verify);
      return result.ok ? result.transaction : transaction;
    }),
  );
}

function lie(detail: string): Preparation {
  return { ok: false, detail };
}
