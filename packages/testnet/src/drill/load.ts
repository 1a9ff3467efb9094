/** Payments that continue whatever happens to the nodes, and a record of each that was said to be final. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiProblem,
  accountOf,
  type LightClient,
  prepare,
  send,
  signerOf,
  signTransaction,
  submitAndWait,
  transfer,
} from '@trellis/client';
import type { Address, Hash, SignatureProvider, SigningKey } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { blockId, type Height, type SignedTransaction } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { euro } from '../euro.ts';
import { operatorName, treasuryName } from '../init.ts';
import { type TestnetManifest, testnetFolder } from '../layout.ts';
import { openLightClients } from '../light-client.ts';

/** A payment of which a node said that it is final. */
export interface FinalPayment {
  readonly transactionId: Hash;
  readonly height: Height;
  readonly blockId: Hash;
  /** From its submission to that answer. */
  readonly finalityMs: number;
}

export interface Load {
  /** What is final so far. */
  finals(): readonly FinalPayment[];
  /** Finishes the payments on their way; each gives up after a while. */
  stop(): Promise<readonly FinalPayment[]>;
}

/** What each payer is given to begin with, in cents: more than a drill can spend. */
const allowance = 1_000_000n;
/** A node is given this long to make a payment final before the next one is asked. */
const timeoutMs = 3_000;
const validityBlocks = 5_000n;

/**
 * Starts paying: the treasury and every operator, each one cent to the next, one payment at a time and
 * submitted to one node after another until it is final. Every node must be up when it starts.
 */
export async function startLoad(
  home: string,
  { nodes }: Pick<TestnetManifest, 'nodes'>,
  provider: SignatureProvider,
): Promise<Load> {
  const lights = await openLightClients(testnetFolder(home), nodes, provider);
  const names = [treasuryName, ...nodes.map((_node, index) => operatorName(index))];
  const keys = await Promise.all(names.map((name) => openTestKey(home, name, provider)));
  const accounts = keys.map(accountOf);
  await giveAllowances(lights, keys, accounts);

  const finals: FinalPayment[] = [];
  let going = true;

  /** Hands one payment in until it is final, or until it can't be told any more what became of it. */
  async function settle(signed: SignedTransaction, first: number): Promise<boolean> {
    const before = performance.now();
    for (let turn = first; going || turn < first + 2 * lights.length; turn++) {
      try {
        const final = await submitAndWait(at(lights, turn), signed, timeoutMs);
        note(final, performance.now() - before);
        return true;
      } catch (error) {
        if (error instanceof ApiProblem && dead.has(error.code)) return false;
        await pause(50);
      }
    }
    return false;
  }

  function note({ transactionId, height, header }: FinalTransaction, finalityMs: number): void {
    finals.push({ transactionId, height, blockId: blockId(header), finalityMs });
  }

  async function keepPaying(index: number): Promise<void> {
    const key = at(keys, index);
    const [from, to] = [at(accounts, index), at(accounts, index + 1)];
    for (let turn = index; going; turn++) {
      try {
        const operations = [transfer({ from, to, asset: euro, amount: 1n })];
        const { transaction, account } = await prepare(at(lights, turn), {
          sender: from,
          operations,
          validityBlocks,
        });
        await settle(await signTransaction(transaction, [signerOf(account, key)]), turn);
      } catch {
        // The node does not answer: the next one is asked.
        await pause(50);
      }
    }
  }

  const paying = Promise.all(keys.map((_key, index) => keepPaying(index)));
  return {
    finals: () => finals,
    async stop() {
      going = false;
      await paying;
      return finals;
    },
  };
}

/** Rejections after which the same transaction can't become final any more, or did so unseen. */
const dead: ReadonlySet<string> = new Set(['expired', 'sequence_used', 'sequence_taken']);

async function giveAllowances(
  lights: readonly LightClient[],
  [treasury]: readonly SigningKey[],
  [from, ...others]: readonly Address[],
): Promise<void> {
  if (treasury === undefined || from === undefined) return;
  const operations = others.map((to) => transfer({ from, to, asset: euro, amount: allowance }));
  for (;;) {
    try {
      await send(at(lights, 0), { key: treasury, operations });
      return;
    } catch (error) {
      // A payment of an earlier load, which was killed, had this sequence and became final meanwhile.
      if (!(error instanceof ApiProblem && dead.has(error.code))) throw error;
      await pause(50);
    }
  }
}

/** An element of a list that begins again at its end. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new RangeError('an empty list');
  return found;
}
