/** Somebody outside the network who submits transactions, each again and again until it is final. */
import type { Hash, SigningKey } from '@trellis/crypto';
import { inBackground } from '@trellis/engine';
import {
  type ChainId,
  encodedTransactionId,
  type Operation,
  splitSignedTransaction,
  toHeight,
} from '@trellis/protocol';
import { signTransaction } from '../../small-chain.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { EngineNode } from './node.ts';
import type { Referee } from './referee.ts';

export interface Client {
  /** Whether all that it submitted is final. */
  isServed(): boolean;
  /** How much of it is. */
  done(): number;
}

const timeoutMs = 1_000;

export function startClient(parts: {
  readonly key: SigningKey;
  readonly chainId: ChainId;
  /** What it does next, now that all before is final; `null` for nothing at present. */
  readonly next: () => Operation | null;
  /** Where it submits it, any of them each time. */
  readonly nodes: readonly EngineNode[];
  readonly referee: Referee;
  readonly random: Random;
  readonly scheduler: Scheduler;
}): Client {
  const { key, chainId, next, nodes, referee, random, scheduler } = parts;
  let sequence = 0n;
  let waiting: { readonly id: Hash; readonly encoded: Uint8Array } | null = null;
  let done = 0;

  function turn(): void {
    if (waiting !== null && referee.isFinal(waiting.id)) {
      waiting = null;
      done++;
    }
    const operation = waiting === null ? next() : null;
    if (operation === null) submit();
    else inBackground(make(operation).then(submit), failed);
    scheduler.after(timeoutMs, turn);
  }

  async function make(operation: Operation): Promise<void> {
    sequence += 1n;
    const validUntil = toHeight(referee.chain.head().header.height + 1000n);
    const encoded = await signTransaction({ chainId, by: key, sequence, validUntil, operation });
    waiting = { id: encodedTransactionId(splitSignedTransaction(encoded).transaction), encoded };
  }

  function submit(): void {
    const engine = waiting === null ? null : random.pick(nodes).engine();
    if (waiting !== null && engine !== null) inBackground(engine.submit(waiting.encoded), failed);
  }

  function failed(error: unknown): void {
    referee.report('client', String(error));
  }

  scheduler.after(random.below(timeoutMs), turn);
  const isFinal = (): boolean => waiting !== null && referee.isFinal(waiting.id);
  return {
    isServed: () => waiting === null || isFinal(),
    done: () => done + (isFinal() ? 1 : 0),
  };
}
