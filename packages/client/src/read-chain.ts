/** Reading blocks and transactions with their proofs, and holding the newest block against other nodes. */
import type { Hash } from '@trellis/crypto';
import type { BlockResponse, FinalTransaction } from '@trellis/protocol/http-api';
import type { CertifiedHeader } from './certified-header.ts';
import { NotFinal } from './errors.ts';
import { ConflictError, findConflict } from './evidence.ts';
import { certifiedHeight, withFinality } from './finality.ts';
import { givenLight } from './given-light.ts';
import type { HttpTransport } from './http-transport.ts';
import type { LightClient } from './light-client.ts';
import { checkOf } from './proof-error.ts';
import { getReportedBlock, getReportedTransaction } from './read.ts';
import { type ReportedParts, withReported } from './reported-parts.ts';
import { type BlockName, verifyBlock } from './verify-block.ts';
import { verifyHeader } from './verify-header.ts';
import { verifyTransaction } from './verify-transaction.ts';

/**
 * The newest block of the node: final, fresh, and the same that the witnesses have. Throws `ProofError`
 * `stale_head` or `withheld_head`, and `ConflictError` with evidence against validators.
 *
 * @example
 * const { header } = await getHead(light); // fresh, and the same at every witness
 */
export async function getHead(light: LightClient): Promise<CertifiedHeader> {
  const { shown } = givenLight(light).floor();
  const { header, certificate } = await getReportedBlock(light.transport, 'latest');
  await checkHeader(light, { header, certificate });
  for (const witness of light.witnesses) await compareWith(light, witness, { header, certificate });
  // Behind a witness it must not be either.
  light.noteNewest(header, { ...light.floor(), shown });
  return { header, certificate };
}

/** A final block; of one with `evidence: null` the header alone. How large its transactions are is not proven. */
export type ProvenBlock = ReportedParts<
  BlockResponse & Pick<CertifiedHeader, 'descendants'>,
  'transactions.bytes' | 'transactions.signatureBytes' | 'evidence.node'
>;

/**
 * A final block by its height or its id, or the newest. Block 0, which nobody signs, can't be proven. Throws
 * `ProofError`, and `ApiProblem` `not_found` when there is none yet.
 *
 * @example
 * const { header, transactions } = await getBlock(light, 'latest');
 */
export async function getBlock(light: LightClient, name: BlockName): Promise<ProvenBlock> {
  const floor = givenLight(light).floor();
  const answer = await withFinality(light.transport, await getReportedBlock(light.transport, name));
  const { header } = answer;
  return checkOf(answer, async () => {
    await light.check(certifiedHeight(answer), (chain) =>
      verifyBlock(chain, light.verifier, name, answer),
    );
    if (name === 'latest') light.noteNewest(header, floor);
    else light.noteFinal(header);
    return withReported(
      answer,
      'transactions.bytes',
      'transactions.signatureBytes',
      'evidence.node',
    );
  });
}

/**
 * A final transaction with its receipt. Its id covers what it does and not its signatures, which validators have
 * checked; and the root of a list fits more places than one, as it does not cover the length of the list.
 */
export type ProvenTransaction = ReportedParts<
  FinalTransaction & Pick<CertifiedHeader, 'descendants'>,
  'signed.witnesses' | 'index' | 'transactionProof' | 'receiptProof'
>;

/**
 * A final transaction with its receipt. Throws `NotFinal`, `ProofError`, and `ApiProblem` `not_found`.
 *
 * @example
 * const { receipt, height } = await getTransaction(light, final.transactionId);
 */
export async function getTransaction(light: LightClient, id: Hash): Promise<ProvenTransaction> {
  const { final } = await getReportedTransaction(givenLight(light).transport, id);
  if (final === null) throw new NotFinal(id, 0);
  return checkFinal(light, id, final);
}

/** The same, once it is found that the transaction with this id is final as the node shows it. */
export async function checkFinal(
  light: LightClient,
  id: Hash,
  shown: FinalTransaction,
): Promise<ProvenTransaction> {
  const final = await withFinality(light.transport, shown);
  await checkOf(final, () =>
    light.check(certifiedHeight(final), (chain) =>
      verifyTransaction(chain, light.verifier, id, final),
    ),
  );
  light.noteFinal(final.header);
  return withReported(final, 'signed.witnesses', 'index', 'transactionProof', 'receiptProof');
}

function checkHeader(light: LightClient, { header, certificate }: CertifiedHeader): Promise<void> {
  return light.check(header.height, (chain) =>
    verifyHeader(chain, light.verifier, header, certificate),
  );
}

/** Compares the same block of a witness, or its newest when it has not got there yet. */
async function compareWith(
  light: LightClient,
  witness: HttpTransport,
  head: CertifiedHeader,
): Promise<void> {
  const newest = await getReportedBlock(witness, 'latest');
  if (newest.header.height > head.header.height) {
    await checkHeader(light, newest);
    light.noteWitnessed(newest.header);
  }
  const [earlier, own] =
    newest.header.height < head.header.height
      ? [newest, await getReportedBlock(light.transport, newest.header.height)]
      : [await getReportedBlock(witness, head.header.height), head];
  if (own.header.height === 0n) return;
  const evidence = await light.check(own.header.height, (chain) =>
    findConflict(chain, light.verifier, own, earlier),
  );
  if (evidence !== undefined) throw new ConflictError(evidence);
}
