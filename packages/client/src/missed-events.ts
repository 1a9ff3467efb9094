/** What a subscriber missed while its connection was broken: fetched, and put where it belongs. */
import type { Hash } from '@trellis/crypto';
import type { BlockResponse } from '@trellis/protocol/http-api';
import type { LedgerEvent } from './event-stream.ts';
import type { HttpTransport } from './http-transport.ts';
import { getReportedBlock } from './read.ts';

/** How far a subscriber has been told; changed by `withMissed` as it goes. */
export interface Followed {
  /** The last block told of; `undefined` before the first. */
  height: bigint | undefined;
  /** Those of its transactions that were told of too. */
  readonly told: Set<Hash>;
  transactions: number;
}

/** A subscriber that was told of all up to a block; without a height, what happened before does not concern it. */
export function followedFrom(height: bigint | undefined): Followed {
  return { height, told: new Set(), transactions: 0 };
}

/** The events of a new connection with those in front, or between, that the last one left out. */
export async function* withMissed(
  transport: HttpTransport,
  stream: AsyncIterable<LedgerEvent>,
  followed: Followed,
): AsyncGenerator<LedgerEvent> {
  if (followed.height !== undefined) {
    if (followed.told.size < followed.transactions) {
      yield* untold(followed, eventsOf(await getReportedBlock(transport, followed.height)));
    }
    const latest = await getReportedBlock(transport, 'latest');
    yield* blocksUpTo(transport, followed, latest.header.height);
  }
  for await (const event of stream) {
    if (event.type === 'block') yield* blocksUpTo(transport, followed, event.height - 1n);
    yield* untold(followed, [event]);
  }
}

async function* blocksUpTo(
  transport: HttpTransport,
  followed: Followed,
  height: bigint,
): AsyncGenerator<LedgerEvent> {
  while (followed.height !== undefined && followed.height < height) {
    yield* untold(followed, eventsOf(await getReportedBlock(transport, followed.height + 1n)));
  }
}

/** Of these events those that are new, noting each. */
function* untold(followed: Followed, events: readonly LedgerEvent[]): Generator<LedgerEvent> {
  for (const event of events) {
    if (event.type === 'block') {
      if (followed.height !== undefined && event.height <= followed.height) continue;
      followed.height = event.height;
      followed.transactions = event.transactions;
      followed.told.clear();
    } else {
      const isNew = event.height === followed.height && !followed.told.has(event.transactionId);
      if (!isNew) continue;
      followed.told.add(event.transactionId);
    }
    yield event;
  }
}

/** The events that a node sends for a block. */
function eventsOf({ blockId, header, certificate, transactions }: BlockResponse): LedgerEvent[] {
  const { height, time, proposer } = header;
  const round = certificate?.round ?? 0;
  return [
    { type: 'block', height, blockId, time, round, proposer, transactions: transactions.length },
    ...transactions.map(
      ({ transactionId, status }) =>
        ({ type: 'transaction', transactionId, height, status }) as const,
    ),
  ];
}
