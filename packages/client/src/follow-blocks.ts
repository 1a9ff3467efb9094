/** Following a chain as a light client: every block is proven before it is told of. */
import { toHeight } from '@trellis/protocol';
import { ApiProblem, Unreachable } from './errors.ts';
import { type FollowOptions, followEvents } from './follow-events.ts';
import { givenLight } from './given-light.ts';
import type { LightClient } from './light-client.ts';
import { pause } from './pause.ts';
import { getBlock, type ProvenBlock } from './read-chain.ts';

/**
 * Each final block once, in order, proven, until the signal is aborted: from now on, or those after a height. A connection
 * that breaks is made again, to another of the client's nodes if it has several, and no block is left out. Throws
 * `ProofError` for what a node can't prove, `ApiProblem`, and `Unreachable` when no node answers at first.
 *
 * @example for await (const { header } of followBlocks(light, signal, { after: 0n })) console.log(header.height);
 */
export async function* followBlocks(
  light: LightClient,
  signal: AbortSignal,
  options: FollowOptions = {},
): AsyncGenerator<ProvenBlock> {
  for await (const event of followEvents(givenLight(light).transport, signal, options)) {
    if (event.type !== 'block') continue;
    const block = await patientBlock(light, event.height, signal);
    if (block === undefined) return;
    yield block;
  }
}

/** A block that a node has told of: others may be away, or not have it yet. */
async function patientBlock(
  light: LightClient,
  height: bigint,
  signal: AbortSignal,
): Promise<ProvenBlock | undefined> {
  for (let delayMs = 250; !signal.aborted; delayMs = Math.min(2 * delayMs, 4_000)) {
    try {
      return await getBlock(light, toHeight(height));
    } catch (error) {
      const mayPass =
        error instanceof Unreachable || (error instanceof ApiProblem && error.code === 'not_found');
      if (!mayPass) throw error;
      await pause(delayMs, signal);
    }
  }
  return undefined;
}
