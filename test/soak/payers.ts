/**
 * Accounts that pay each other in all ways that the first version has, at a rate, whatever happens to the nodes. Each pays
 * one after another, submits the same bytes to one node after another, and keeps no payment without a proven outcome.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiProblem,
  accountOf,
  getTransaction,
  type LightClient,
  pay,
  postHold,
  prepare,
  reserve,
  signerOf,
  signTransaction,
  submitAndWait,
  transfer,
} from '@trellis/client';
import { type Address, createProvider, type Hash, type SigningKey } from '@trellis/crypto';
import {
  blockId,
  encode,
  encodedTransactionId,
  holdId,
  type Operation,
  type SignedTransaction,
  signedTransactionCodec,
  splitSignedTransaction,
} from '@trellis/protocol';
import { euro, type FinalPayment } from '@trellis/testnet';

const kinds = ['transfer', 'remittance', 'several', 'new account', 'hold'] as const;
type Kind = (typeof kinds)[number];
/** How often each kind is drawn, up to this share. */
const upTo: Readonly<Record<Kind, number>> = {
  transfer: 0.6,
  remittance: 0.75,
  several: 0.88,
  'new account': 0.9,
  hold: 1,
};

export interface Paid extends FinalPayment {
  readonly kind: Kind;
  /** Milliseconds since the start of the process. */
  readonly at: number;
}

export interface Payers {
  finals(): readonly Paid[];
  /** Transactions that another one of their account took the place of, as after an answer of a node that is behind. */
  replaced(): number;
  /** Finishes the payments on their way; those without a proven outcome. */
  stop(): Promise<readonly string[]>;
  /** What each account should have more or less than at the start, by proven outcomes. */
  changes(): ReadonlyMap<Address, bigint>;
}

export interface PayerOptions {
  readonly lights: readonly LightClient[];
  readonly keys: readonly SigningKey[];
  readonly perSecond: number;
  readonly random: () => number;
}

/** A node is given this long to make a payment final before the next one is asked. */
const timeoutMs = 5_000;
/** After the end of the run. */
const triesMax = 60;
const validityBlocks = 5_000n;
const holdMs = 24n * 3_600_000n;
/** Rejections after which the same transaction can't become final any more, or did so unseen. */
const dead: ReadonlySet<string> = new Set(['expired', 'sequence_used', 'sequence_taken']);
const provider = createProvider('native');

export function startPayers({ lights, keys, perSecond, random }: PayerOptions): Payers {
  const accounts = keys.map(accountOf);
  const finals: Paid[] = [];
  const unproven: string[] = [];
  const changes = new Map<Address, bigint>();
  let going = true;
  let replaced = 0;

  function move(from: Address, to: Address, amount: bigint): void {
    changes.set(from, (changes.get(from) ?? 0n) - amount);
    changes.set(to, (changes.get(to) ?? 0n) + amount);
  }

  /** The outcome; `null` if the transaction was rejected for good. */
  async function settle(signed: SignedTransaction, first: number) {
    const id = idOf(signed);
    let last: unknown;
    for (let turn = first; going || turn < first + triesMax; turn++) {
      try {
        return await submitAndWait(at(lights, turn), signed, timeoutMs);
      } catch (error) {
        last = error;
        if (error instanceof ApiProblem && dead.has(error.code)) return findAnywhere(id);
        await pause(100);
      }
    }
    unproven.push(`${id}: ${last}`);
    return null;
  }

  /**
   * What became of a transaction that can't be submitted any more: it is final, or another one of its account took its
   * place and it never will be.
   */
  async function findAnywhere(id: Hash) {
    for (let look = 0; look < 3 * lights.length; look++) {
      const found = await getTransaction(at(lights, look), id).catch(() => undefined);
      if (found !== undefined) return found;
      await pause(300);
    }
    replaced += 1;
    return null;
  }

  /** Pays once, and says what came of it. */
  async function payOnce(index: number, kind: Kind, turn: number): Promise<void> {
    const [from, to] = [at(accounts, index), at(accounts, index + 1 + (turn % 7))];
    const key = at(keys, index);
    const submit = async (operations: readonly Operation[]) => {
      const light = at(lights, turn);
      const plan = { sender: from, operations, validityBlocks };
      const { transaction, account } = await prepare(light, plan);
      const before = performance.now();
      const final = await settle(
        await signTransaction(transaction, [signerOf(account, key)]),
        turn,
      );
      if (final === null || final.receipt.status !== 'success') return null;
      const { transactionId, height, header } = final;
      const ended = performance.now();
      const times = { finalityMs: ended - before, at: ended };
      finals.push({ kind, transactionId, height, blockId: blockId(header), ...times });
      return final;
    };
    if (kind !== 'hold') {
      const moves = movesOf(kind, { from, to, other: at(accounts, index + 9) });
      if ((await submit(moves.operations)) === null) return;
      for (const [payee, amount] of moves.amounts) move(from, payee, amount);
      return;
    }
    const expiresAt = ((BigInt(Date.now()) + holdMs) / 1_000n) * 1_000n;
    const release = { type: 'arbiter', arbiter: from } as const;
    const held = await submit([reserve({ from, to, asset: euro, amount: 2n, expiresAt, release })]);
    if (held === null) return;
    move(from, heldBy, 2n);
    const id = holdId(held.transactionId, 0);
    const named = { id, hold: { payer: from, payee: to } };
    // One cent is paid, and the other goes back.
    if ((await submit([postHold(from, named, { asset: euro, amount: 1n })])) === null) return;
    move(heldBy, to, 1n);
    move(heldBy, from, 1n);
  }

  async function keepPaying(index: number): Promise<void> {
    const everyMs = (1_000 * keys.length) / perSecond;
    await pause(everyMs * random());
    for (let turn = index; going; turn++) {
      const started = performance.now();
      const draw = random();
      const kind = kinds.find((one) => draw < upTo[one]) ?? 'transfer';
      await payOnce(index, kind, turn).catch(() => pause(100));
      await pause(Math.max(0, everyMs - (performance.now() - started)));
    }
  }

  const paying = Promise.all(keys.map((_key, index) => keepPaying(index)));
  return {
    finals: () => finals,
    replaced: () => replaced,
    changes: () => changes,
    async stop() {
      going = false;
      await paying;
      return unproven;
    },
  };
}

/** Where units are that a hold keeps. */
export const heldBy = '' as Address;

function movesOf(
  kind: Exclude<Kind, 'hold'>,
  { from, to, other }: { readonly from: Address; readonly to: Address; readonly other: Address },
): { readonly operations: readonly Operation[]; readonly amounts: readonly [Address, bigint][] } {
  const plain = (payee: Address, amount: bigint) =>
    transfer({ from, to: payee, asset: euro, amount });
  switch (kind) {
    case 'transfer':
      return { operations: [plain(to, 1n)], amounts: [[to, 1n]] };
    case 'remittance': {
      const remittance = { endToEndId: 'E2E-1', invoice: '2026-7' };
      const operation = pay({ from, to, asset: euro, amount: 1n, remittance });
      return { operations: [operation], amounts: [[to, 1n]] };
    }
    case 'several':
      return {
        operations: [plain(to, 1n), plain(other, 2n)],
        amounts: [
          [to, 1n],
          [other, 2n],
        ],
      };
    case 'new account': {
      const seed = crypto.getRandomValues(new Uint8Array(32));
      const fresh = accountOf(provider.openKey('ed25519', seed));
      return { operations: [plain(fresh, 1n)], amounts: [[fresh, 1n]] };
    }
  }
}

function idOf(signed: SignedTransaction) {
  return encodedTransactionId(
    splitSignedTransaction(encode(signedTransactionCodec, signed)).transaction,
  );
}

/** An element of a list that begins again at its end. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new RangeError('an empty list');
  return found;
}
