/** Accounts that pay all the time, whose keys change and who vote in between. */
import { setTimeout as pause } from 'node:timers/promises';
import { type LightClient, send, transfer } from '@trellis/client';
import type { Address, SigningKey } from '@trellis/crypto';
import {
  encode,
  type Operation,
  type SignedTransaction,
  signedTransactionCodec,
} from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { euro } from '../euro.ts';
import { TestnetError } from '../layout.ts';

/** A payment that became final, as it cost. */
export interface MigrationPayment {
  readonly finalityMs: number;
  readonly bytes: number;
  /** Of the signatures in its block's certificate. */
  readonly certificateBytes: number;
}

interface Task {
  readonly operations: readonly Operation[];
  done(final: FinalTransaction): void;
  failed(error: unknown): void;
}

interface Payer {
  readonly account: Address;
  key: SigningKey;
  readonly tasks: Task[];
}

export interface Payers {
  /** The payments since the last call. */
  take(): readonly MigrationPayment[];
  /** Has an account do something else between two payments. Throws when it does not succeed. */
  act(index: number, operations: readonly Operation[]): Promise<FinalTransaction>;
  /** Has an account sign with another key from now on; its policy must be the key's already. */
  useKey(index: number, key: SigningKey): void;
  stop(): Promise<void>;
}

/** Attempts of something that must be done, while nodes come and go. */
const attemptsMax = 20;

/** Starts paying: each account one cent to the next, one payment at a time, by one node after another. */
export function startPayers(
  lights: readonly LightClient[],
  accounts: readonly { readonly account: Address; readonly key: SigningKey }[],
): Payers {
  const payers: readonly Payer[] = accounts.map(({ account, key }) => {
    return { account, key, tasks: [] };
  });
  let payments: MigrationPayment[] = [];
  let going = true;

  async function pay(light: LightClient, payer: Payer, index: number): Promise<void> {
    const to = at(payers, index + 1).account;
    const operations = [transfer({ from: payer.account, to, asset: euro, amount: 1n })];
    const { account: sender, key } = payer;
    const { signed, final, finalityMs } = await send(light, {
      key,
      sender,
      operations,
      timeoutMs: 5_000,
    });
    if (final.receipt.status === 'success') payments.push(costOf(signed, final, finalityMs));
  }

  async function work(payer: Payer, index: number): Promise<void> {
    for (let turn = index; going || payer.tasks.length > 0; turn++) {
      const task = payer.tasks.shift();
      if (task !== undefined) {
        await carryOut(lights, payer, task, turn);
        continue;
      }
      try {
        await pay(at(lights, turn), payer, index);
      } catch {
        // The node is away, or the payment came too late: the next node is asked.
        await pause(50);
      }
    }
  }

  const working = Promise.all(payers.map(work));
  return {
    take() {
      const taken = payments;
      payments = [];
      return taken;
    },
    act: (index, operations) =>
      new Promise((done, failed) => at(payers, index).tasks.push({ operations, done, failed })),
    useKey(index, key) {
      at(payers, index).key = key;
    },
    async stop() {
      going = false;
      await working;
    },
  };
}

async function carryOut(
  lights: readonly LightClient[],
  { account: sender, key }: Payer,
  { operations, done, failed }: Task,
  first: number,
): Promise<void> {
  let last: unknown;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    try {
      const light = at(lights, first + attempt);
      const { final } = await send(light, { key, sender, operations, timeoutMs: 5_000 });
      if (final.receipt.status === 'success') return done(final);
      const { status } = final.receipt;
      return failed(new TestnetError('migration_failed', `a step of the migration gave ${status}`));
    } catch (error) {
      last = error;
      await pause(100);
    }
  }
  failed(last);
}

function costOf(
  signed: SignedTransaction,
  { certificate }: FinalTransaction,
  finalityMs: number,
): MigrationPayment {
  const signatures = certificate?.signatures ?? [];
  return {
    finalityMs,
    bytes: encode(signedTransactionCodec, signed).length,
    certificateBytes: signatures.reduce((sum, { signature }) => sum + signature.length, 0),
  };
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new RangeError('an empty list');
  return found;
}
