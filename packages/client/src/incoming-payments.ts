/** Payments that an account gets, each once, in order and proven, from a place on that the caller keeps. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type Height,
  noRemittance,
  operationMovements,
  type Remittance,
  type Transaction,
} from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import {
  accountHistory,
  type BalanceName,
  type EntryPlace,
  entriesBehind,
  type ProvenEntry,
} from './account-history.ts';
import { Unreachable } from './errors.ts';
import type { LedgerEvent } from './event-stream.ts';
import { type FollowOptions, followEvents } from './follow-events.ts';
import { givenObject, givenSignal } from './given.ts';
import { givenLight } from './given-light.ts';
import type { LightClient } from './light-client.ts';
import { pause } from './pause.ts';
import { getReportedBlock } from './read.ts';

/** One payment to the account, in smallest units. */
export interface IncomingPayment {
  readonly from: Address;
  readonly amount: bigint;
  readonly remittance: Remittance;
}

/** A final transaction that paid the account. */
export interface Incoming {
  /** Keep it together with what was done about the payments: they come again after the place that is given. */
  readonly place: EntryPlace;
  readonly transactionId: Hash;
  readonly height: Height;
  /** Of the block, in milliseconds since 1970. */
  readonly time: bigint;
  readonly memo: Transaction['memo'];
  readonly payments: readonly IncomingPayment[];
  /** With its proofs, which were checked. */
  readonly final: FinalTransaction;
}

export interface IncomingOptions extends Omit<FollowOptions, 'after'> {
  /** The place of the last one that was taken care of; without it, from now on. `{ height: 0n, position: 0 }`: all. */
  readonly after?: EntryPlace;
}

/**
 * The payments that an account gets in an asset, until the signal is aborted. What comes in while the connection, a node or
 * this program is away comes afterwards. They follow from the balance that the state proves: none can be left out or
 * invented. Throws `ProofError`, `ApiProblem`, and `Unreachable` when no node answers at first.
 *
 * @example
 * for await (const { payments, place } of incomingPayments(light, { address: to, asset }, signal)) {
 *   for (const { from, amount } of payments) console.log(from, amount, place);
 * }
 */
export async function* incomingPayments(
  light: LightClient,
  of: BalanceName,
  signal: AbortSignal,
  given: IncomingOptions = {},
): AsyncGenerator<Incoming> {
  const { after, ...options } = givenObject(given, 'options of following');
  givenObject(of, 'a balance: address and asset');
  givenSignal(signal);
  const { header } = await getReportedBlock(givenLight(light).transport, 'latest');
  let place = after ?? (await newestPlace(light, of));
  // From a block on that was there before anything is read: nothing falls between what is read and what is heard of.
  const events = followEvents(light.transport, signal, { ...options, after: header.height });
  const isBell = (event: LedgerEvent): boolean => event.type === 'block' && event.transactions > 0;
  try {
    for (
      let isAwake = true;
      isAwake && !signal.aborted;
      isAwake = await someEvent(events, isBell)
    ) {
      for await (const proven of patiently(() => entriesBehind(light, of, place), signal)) {
        const { height, position } = proven.entry;
        place = { height, position };
        const incoming = incomingOf(of, proven, place);
        if (incoming !== undefined) yield incoming;
      }
    }
  } finally {
    await events.return(undefined);
  }
}

/** Waits for an event of a kind; `false` when there will be none. */
async function someEvent(
  events: AsyncGenerator<LedgerEvent>,
  isMeant: (event: LedgerEvent) => boolean,
): Promise<boolean> {
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) return false;
    if (isMeant(value)) return true;
  }
}

async function newestPlace(light: LightClient, of: BalanceName): Promise<EntryPlace> {
  for await (const { entry } of accountHistory(light, of)) return entry;
  return { height: 0n, position: 0 };
}

/** Begins again, where `read` begins by then, as often as it takes while no node answers. */
async function* patiently<T>(
  read: () => AsyncGenerator<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  for (let delayMs = 250; ; delayMs = Math.min(2 * delayMs, 4_000)) {
    try {
      for await (const one of read()) {
        if (signal.aborted) return;
        yield one;
      }
      return;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await pause(delayMs, signal);
      if (signal.aborted) return;
    }
  }
}

function incomingOf(
  { address, asset }: BalanceName,
  { entry, final }: ProvenEntry,
  place: EntryPlace,
): Incoming | undefined {
  if (final === null || final.receipt.status !== 'success') return undefined;
  const { operations, memo } = final.signed.transaction;
  const payments = operations.flatMap((operation) =>
    operationMovements(operation).flatMap(({ kind, from, to, asset: of, amount }) => {
      const isPaid =
        kind === 'transfer' && of === asset && to?.type === 'account' && to.account === address;
      if (!isPaid || amount === null || from.type !== 'account') return [];
      const remittance = operation.type === 'pay' ? operation.remittance : noRemittance;
      return [{ from: from.account, amount, remittance }];
    }),
  );
  if (payments.length === 0) return undefined;
  const { transactionId, height } = final;
  return { place, transactionId, height, time: entry.time, memo, payments, final };
}
