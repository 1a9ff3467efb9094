/** What an account did lately, from the blocks that a node still streams. */
import type { Address } from '@trellis/crypto';
import { decodeAnswer, toHeight } from '@trellis/protocol';
import {
  endpoints,
  type TransactionEvent,
  transactionEventCodec,
} from '@trellis/protocol/http-api';
import { createParser } from 'eventsource-parser';
import { chunks } from './body.ts';
import { openStream } from './call.ts';
import { ApiProblem, Unreachable } from './errors.ts';
import type { HttpTransport } from './http-transport.ts';
import { getReportedBlock } from './read.ts';
import { type ReportedList, reported } from './reported-list.ts';

/** As far back as one call goes; a node streams ten times as many. */
export const recentBlocks = 1_000n;

/**
 * The transactions of the last 1,000 blocks that act for an account, pay to it or make it, the newest
 * first. Each has a proof of its own (`getTransaction`); that none was left out, the node only reports.
 * Throws `ApiProblem` or `Unreachable`.
 *
 * @example
 * const { transactions } = await recentTransactions(transport, from);
 */
export async function recentTransactions(
  transport: HttpTransport,
  account: Address,
): Promise<ReportedList<{ readonly transactions: readonly TransactionEvent[] }>> {
  const { height } = (await getReportedBlock(transport, 'latest')).header;
  if (height === 0n) return reported({ transactions: [] });
  const after = toHeight(height > recentBlocks ? height - recentBlocks : 0n);
  const found: TransactionEvent[] = [];
  let problem: string | undefined;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== 'transaction') return;
      const decoded = decodeAnswer(transactionEventCodec, parsed(data));
      if (decoded.ok) found.push(decoded.value);
      else problem = `its event is not understood (${decoded.problem.message})`;
    },
  });
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(transport.timeoutMs)]);
  try {
    const given = { account, 'Last-Event-ID': after };
    const stream = await openStream(transport, endpoints.getEvents, given, signal);
    let reached = false;
    let lines: string[] = [];
    for await (const text of chunks(stream.pipeThrough(new TextDecoderStream()))) {
      parser.feed(text);
      if (problem !== undefined) throw new Unreachable(transport.url, problem);
      // The line before, that has its end, and the one that has not.
      lines = [...lines.slice(-2, -1), ...((lines.at(-1) ?? '') + text).split('\n')];
      // Blocks without a transaction of the account go by with their ids alone.
      reached ||= lines
        .slice(0, -1)
        .some((one) => one.startsWith('id: ') && BigInt(one.slice(4)) >= height);
      // An empty line ends an event.
      if (reached && lines.at(-1) === '' && lines.at(-2) === '') break;
    }
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof Unreachable) throw error;
    throw new Unreachable(transport.url, 'the event stream broke', { cause: error });
  } finally {
    ended.abort();
  }
  return reported({ transactions: found.filter((one) => one.height <= height).reverse() });
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
