/** What became of a transaction, proven: nothing that a node only reports ends the wait for it. */
import { listRoot, toHeight } from '@trellis/protocol';
import { ApiProblem, NeverFinal } from '../errors.ts';
import type { LightClient } from '../light-client.ts';
import { getReportedTransaction } from '../read.ts';
import { checkFinal, getBlock, type ProvenTransaction } from '../read-chain.ts';
import { getAccount, type ProvenAccount } from '../read-state.ts';
import type { Submission } from './submission.ts';

/** An end that is proven. */
export type Outcome =
  | { readonly type: 'final'; readonly final: ProvenTransaction }
  /** Its last valid block has passed, and `account`, as of that block or a later one, has not used its sequence. */
  | { readonly type: 'expired'; readonly account: ProvenAccount }
  /** Another final transaction has used its sequence: `account` has, and no block that could hold it does. */
  | { readonly type: 'replaced'; readonly account: ProvenAccount };

/** That it is dead, and why. */
export function neverFinal(
  { id, signed: { transaction } }: Submission,
  { type, account }: Exclude<Outcome, { readonly type: 'final' }>,
): NeverFinal {
  const { sequence, validUntil } = transaction;
  const used = account.value?.sequence ?? 0n;
  const why =
    type === 'expired'
      ? `it was valid until block ${validUntil}, and after block ${account.header.height} its account has used ` +
        `the sequences up to ${used}, not its ${sequence}`
      : `another final transaction has used its sequence ${sequence}`;
  return new NeverFinal(id, why);
}

/** What it takes to tell. */
export type Traced = Pick<Submission, 'id' | 'signed' | 'since'>;

/** Blocks that are fetched at the same time. */
const fetchedAtOnce = 8;

/**
 * What became of it; `undefined` while it can still become final, or while the node does not show enough to tell.
 * Throws `ProofError`, `ApiProblem` or `Unreachable`.
 */
export async function proveOutcome(
  light: LightClient,
  submission: Traced,
): Promise<Outcome | undefined> {
  const shown = await findFinal(light, submission);
  if (shown !== undefined) return shown;
  const { sender, sequence, validUntil } = submission.signed.transaction;
  const account = await getAccount(light, sender);
  if ((account.value?.sequence ?? 0n) < sequence) {
    return account.header.height >= validUntil ? { type: 'expired', account } : undefined;
  }
  const last = account.header.height < validUntil ? account.header.height : validUntil;
  switch (await lookThrough(light, submission, last)) {
    case 'absent':
      return { type: 'replaced', account };
    case 'present':
      // It came while we looked.
      return findFinal(light, submission);
    case 'unknown':
      return undefined;
  }
}

async function findFinal(light: LightClient, { id }: Traced): Promise<Outcome | undefined> {
  try {
    const { final } = await getReportedTransaction(light.transport, id);
    return final === null
      ? undefined
      : { type: 'final', final: await checkFinal(light, id, final) };
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Whether it is in a block up to `last`; a header's root proves that a block's list is all of it. */
async function lookThrough(
  light: LightClient,
  { id, since }: Traced,
  last: bigint,
): Promise<'present' | 'absent' | 'unknown'> {
  let isComplete = true;
  for (let from = since + 1n; from <= last; from += BigInt(fetchedAtOnce)) {
    const count = Math.min(fetchedAtOnce, Number(last - from) + 1);
    const heights = Array.from({ length: count }, (_, index) => toHeight(from + BigInt(index)));
    for (const block of await Promise.all(heights.map((height) => getBlock(light, height)))) {
      if (block.transactions.some(({ transactionId }) => transactionId === id)) return 'present';
      // A node that began with a snapshot shows the header alone.
      const isShown = block.transactions.length > 0 || block.header.transactionsRoot === emptyList;
      isComplete &&= isShown;
    }
  }
  return isComplete ? 'absent' : 'unknown';
}

const emptyList = listRoot([]);
