/** Submitting many transactions by few requests, and what a node answers to each. */
import { encode, rejectionMeaning, signedTransactionCodec } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { ask } from '../call.ts';
import { ApiProblem, Unreachable } from '../errors.ts';
import { isPassing, overtaken, type QueueParts } from './queue-parts.ts';
import type { Submission } from './submission.ts';

/** What a node answered to one of many; each means what it means of one alone. */
export type PostedState =
  | { readonly type: 'accepted' | 'unclear' | 'overtaken' }
  | { readonly type: 'rejected'; readonly cause: ApiProblem };

/** Of one request: what a node has to hold in memory. A group that is larger is divided. */
const requestBytesMax = 4 * 1_024 * 1_024;

/**
 * Submits them, in order. Throws `ApiProblem` for a refusal of the whole request that says nothing of the transactions and
 * does not pass, such as that of a credential.
 */
export async function postGroup(
  { light }: Pick<QueueParts, 'light'>,
  submissions: readonly Pick<Submission, 'signed'>[],
): Promise<readonly PostedState[]> {
  const states: PostedState[] = [];
  for (const bodies of divide(submissions)) {
    states.push(...(await postOne(light.transport, bodies)));
  }
  return states;
}

function* divide(submissions: readonly Pick<Submission, 'signed'>[]): Generator<Uint8Array[]> {
  let bodies: Uint8Array[] = [];
  let bytes = 0;
  for (const { signed } of submissions) {
    const body = encode(signedTransactionCodec, signed);
    if (bodies.length > 0 && bytes + body.length > requestBytesMax) {
      yield bodies;
      [bodies, bytes] = [[], 0];
    }
    bodies.push(body);
    bytes += body.length;
  }
  if (bodies.length > 0) yield bodies;
}

async function postOne(
  transport: QueueParts['light']['transport'],
  bodies: readonly Uint8Array[],
): Promise<readonly PostedState[]> {
  try {
    const { results } = await ask(transport, endpoints.submitTransactions, { body: bodies });
    // A node that answers for fewer has said nothing of the rest.
    return bodies.map((_, index) => stateOf(results[index]?.refusal));
  } catch (error) {
    const mayPass =
      error instanceof Unreachable || (error instanceof ApiProblem && isPassing(error));
    if (!mayPass) throw error;
    return bodies.map(() => ({ type: 'unclear' }));
  }
}

function stateOf(refusal: string | null | undefined): PostedState {
  if (refusal === undefined) return { type: 'unclear' };
  if (refusal === null) return { type: 'accepted' };
  if (overtaken.has(refusal)) return { type: 'overtaken' };
  const cause = new ApiProblem({
    ...{ type: 'about:blank', title: refusal, status: 422, code: refusal },
    detail: Object.hasOwn(rejectionMeaning, refusal)
      ? rejectionMeaning[refusal as keyof typeof rejectionMeaning]
      : `the node rejects it: ${refusal}`,
  });
  return isPassing(cause) ? { type: 'unclear' } : { type: 'rejected', cause };
}
