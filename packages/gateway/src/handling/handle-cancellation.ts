/**
 * Requests to take a payment back. What is not paid yet is cancelled. Nothing final is undone: the payee's side may pay it
 * back, by itself within a limit or when an operator says so, and then a camt.029 with CNCL and a pacs.004 follow.
 */
import { formatAmount, pay } from '@trellis/client';
import {
  blockReference,
  type MessageValue,
  type ResolvedTransfer,
  readCancellationRequest,
  resolutionMessage,
  returnMessage,
  type WantedBack,
} from '@trellis/iso20022';
import { noRemittance } from '@trellis/protocol';
import type { FileRecord, InstructionRecord } from '../journal/journal.ts';
import type { GatewayParts, Handled } from '../setup/gateway-parts.ts';
import type { ReceivedFact } from './report-incoming.ts';
import { mayGiveBack, no, notYet, questionId, type Wanted, yes } from './resolutions.ts';
import { findHold, isBack, resolveHold } from './resolve-hold.ts';

const waitMs = 2_000;

export async function handleCancellation(
  parts: GatewayParts,
  file: FileRecord,
  value: Parameters<typeof readCancellationRequest>[0],
  text: string,
): Promise<Handled> {
  const { journal } = parts;
  const request = readCancellationRequest(value);
  const resolved: ResolvedTransfer[] = [];
  let isWaiting = false;
  for (const wanted of request.wanted) {
    const one = await resolve(parts, file, { request, wanted, text });
    if (one === 'under way') return { type: 'waits', on: 'ledger', ms: waitMs };
    resolved.push(one);
    isWaiting ||= one.resolution === 'PDCR';
  }
  // Each state of the answers has a name of its own, so that each is given once.
  const states = resolved.map(({ resolution }) => resolution[0]).join('');
  const createdAt = new Date(file.received).toISOString();
  const id = `R${file.hash.slice(0, 24)}${isWaiting ? 'P' : 'F'}`;
  const resolution = resolutionMessage({ id, createdAt }, request, resolved);
  const name = `${file.name.replace(/\.xml$/i, '').slice(0, 80)}-${file.hash.slice(0, 8)}-${states.slice(0, 20)}`;
  journal.owe({ name: `${name}.camt.029.001.09.xml`, text: resolution });
  return isWaiting ? { type: 'waits', on: 'decision', ms: waitMs } : { type: 'done' };
}

async function resolve(
  parts: GatewayParts,
  file: FileRecord,
  asked: Wanted,
): Promise<ResolvedTransfer | 'under way'> {
  const { journal } = parts;
  const { wanted, request } = asked;
  const own = findOwn(parts, wanted);
  if (own === undefined) return resolveHeldOrReceived(parts, file, asked);
  switch (own.state.type) {
    case 'received':
    case 'held':
      journal.together(() =>
        journal.step(own.key, own.position, { type: 'cancel', request: request.id }),
      );
      return yes(wanted);
    case 'cancelled':
    case 'returned':
      return yes(wanted);
    case 'reserved': {
      const hold = journal.hold(own.state.hold);
      if (hold === undefined) return passOn(parts, file, asked);
      const resolved = await resolveHold(parts, file, asked, hold);
      // What became of it is looked at with its message.
      return resolved === 'ended' ? 'under way' : resolved;
    }
    case 'released':
      return 'under way';
    case 'rejected':
      return no(wanted, 'NOOR', 'it was rejected, and nothing was paid');
    case 'final': {
      const isHere = journal.received(wanted.endToEndId, wanted.uetr).length > 0;
      return isHere ? resolveReceived(parts, file, asked) : passOn(parts, file, asked);
    }
  }
}

/** The one instruction of this gateway that is meant. */
function findOwn(
  { journal }: GatewayParts,
  { endToEndId, uetr, messageId }: WantedBack,
): InstructionRecord | undefined {
  if (endToEndId === null) return undefined;
  const named = journal
    .instructionsCalled(endToEndId)
    .filter((one) => uetr === null || one.uetr === uetr)
    .filter(({ key }) => messageId === null || journal.message(key)?.number === messageId);
  return named.length === 1 ? named[0] : undefined;
}

/** What the payee's side has answered, once it has; until then it is asked, by the same request. */
function passOn({ journal }: GatewayParts, file: FileRecord, { wanted, text }: Wanted) {
  const answered = journal.question(questionId(file.hash, wanted));
  if (answered?.state === 'answered') {
    return answered.content === 'yes'
      ? yes(wanted)
      : no(wanted, 'CUST', 'the payee does not agree');
  }
  journal.together(() => {
    journal.ask({ id: questionId(file.hash, wanted), made: Date.now(), content: askedPayee });
    journal.owe({ name: `ask-${file.hash.slice(0, 8)}.camt.056.001.08.xml`, text });
  });
  return notYet(wanted, 'the institution of the payee has to be asked');
}

/** What is written down of a question that the payee's institution answers, and no person here. */
const askedPayee = 'the institution of the payee is asked';

/** What the payee's institution says to the requests that were passed on to it. */
export function handleResolution(
  { journal }: GatewayParts,
  { RsltnOfInvstgtn: resolution }: MessageValue<'camt.029'>,
): Handled {
  const { Sts, CxlDtls = [] } = resolution;
  // Not decided yet: another one follows.
  if (Sts.Conf === 'PDCR') return { type: 'done' };
  const answered = CxlDtls.flatMap(({ TxInfAndSts = [] }) => TxInfAndSts);
  let isKnown = false;
  for (const { OrgnlEndToEndId, OrgnlUETR, TxCxlSts } of answered) {
    const end = `/${OrgnlEndToEndId ?? OrgnlUETR ?? 'message'}`;
    const asked = journal
      .questions()
      .filter(
        ({ id, state, content }) => state === 'open' && content === askedPayee && id.endsWith(end),
      );
    for (const { id } of asked) {
      const isAgreed = TxCxlSts === undefined ? Sts.Conf === 'CNCL' : TxCxlSts === 'ACCR';
      journal.answerQuestion(id, isAgreed ? 'yes' : 'no');
      isKnown = true;
    }
  }
  return isKnown ? { type: 'done' } : { type: 'poison', reason: 'nothing here was asked for that' };
}

/** A return that the payee's institution tells of; the money itself comes by a payment of the ledger, and is told of as such. */
export function handleReturn(
  { journal, log }: GatewayParts,
  { PmtRtr: { TxInf = [] } }: MessageValue<'pacs.004'>,
): Handled {
  for (const { OrgnlEndToEndId: id, RtrdIntrBkSttlmAmt: amount, ClrSysRef } of TxInf) {
    const paid = id === undefined ? [] : journal.instructionsCalled(id);
    if (!paid.some(({ state }) => state.type === 'final')) {
      return { type: 'poison', reason: 'it returns a payment that was not made here' };
    }
    const facts = { endToEnd: id ?? '', asset: amount.Ccy, amount: amount.value };
    log('info', 'return_told', { ...facts, reference: ClrSysRef ?? null });
  }
  return { type: 'done' };
}

/** What another institution has reserved for an account here, or paid to it. */
async function resolveHeldOrReceived(
  parts: GatewayParts,
  file: FileRecord,
  asked: Wanted,
): Promise<ResolvedTransfer | 'under way'> {
  const hold = findHold(parts, asked.wanted);
  const resolved = hold && (await resolveHold(parts, file, asked, hold));
  if (hold === undefined || resolved === undefined) return resolveReceived(parts, file, asked);
  if (resolved !== 'ended') return resolved;
  if (await isBack(parts, hold)) return yes(asked.wanted);
  // It was paid out, which is told of before it can be asked back.
  const { endToEndId, uetr } = asked.wanted;
  const isTold = parts.journal.received(endToEndId, uetr).length > 0;
  return isTold ? resolveReceived(parts, file, asked) : 'under way';
}

/** Money that came in here and is wanted back. */
async function resolveReceived(
  parts: GatewayParts,
  file: FileRecord,
  asked: Wanted,
): Promise<ResolvedTransfer> {
  const { journal } = parts;
  const { wanted } = asked;
  const found = journal.received(wanted.endToEndId, wanted.uetr);
  const [record] = found;
  if (record === undefined || found.length > 1) {
    return no(wanted, 'NOOR', 'no such payment is known here');
  }
  // What this gateway has written itself.
  const fact = JSON.parse(record.fact) as ReceivedFact;
  const given = {
    ...{ asset: fact.asset, units: BigInt(fact.amount) },
    what: `transaction ${fact.transactionId}`,
  };
  const may = mayGiveBack(parts, file, asked, given);
  if (may !== 'yes') return may;
  return payBack(parts, file, wanted, fact);
}

async function payBack(
  parts: GatewayParts,
  file: FileRecord,
  wanted: WantedBack,
  fact: ReceivedFact,
): Promise<ResolvedTransfer> {
  const { accounts, journal, served, signal, config, log } = parts;
  const [from, to] = [await accounts.resolve(fact.to), await accounts.resolve(fact.from)];
  const queue = await accounts.queueOf(from);
  const asset = served.find((one) => one.asset.asset === fact.asset)?.asset;
  if (queue === undefined || asset === undefined) {
    return no(wanted, 'AGNT', 'this gateway has no key of the payee’s account');
  }
  const amount = BigInt(fact.amount);
  const remittance = { ...noRemittance, endToEndId: record35(`RTR ${fact.transactionId}`) };
  // One payment back for one payment that came, whoever asks and how often.
  const { final, submission } = await queue.send(
    {
      operations: [pay({ from, to, asset: asset.asset, amount, remittance })],
      idempotencyKey: `iso20022 return ${fact.transactionId}`,
    },
    { signal, timeoutMs: config.timeoutSeconds * 1_000 },
  );
  if (final.receipt.status !== 'success') {
    return no(wanted, 'AM04', `the payment back failed: ${final.receipt.status}`);
  }
  const time = new Date(Number(final.header.time)).toISOString();
  const text = returnMessage({
    ...{ messageId: `T${submission.id.slice(0, 34)}`, createdAt: time, wanted },
    amount: { Ccy: asset.asset, value: formatAmount(amount, asset.decimals) },
    ...{ day: time.slice(0, 10), reason: wanted.reason ?? 'FOCR' },
    reference: blockReference(final.header.height, submission.id),
  });
  journal.owe({
    name: `return-${file.hash.slice(0, 8)}-${submission.id.slice(0, 16)}.pacs.004.001.09.xml`,
    text,
  });
  log('info', 'returned', { transaction: submission.id, asset: fact.asset, units: fact.amount });
  return yes(wanted);
}

const record35 = (text: string): string => text.slice(0, 35);
