/** Requests that ask for no payment: what became of one (pacs.028), a report (camt.060), and money back (camt.056). */
import { readFile } from 'node:fs/promises';
import { getAsset } from '@trellis/client';
import {
  isKind,
  isMessageId,
  isReportId,
  type Message,
  type ReportRequest,
  readMessage,
  readReportRequests,
  readStatusRequest,
} from '@trellis/iso20022';
import { isAssetCode } from '@trellis/protocol';
import type { FileRecord } from '../journal/journal.ts';
import { accountFile } from '../report/account-file.ts';
import type { GatewayParts, Handled } from '../setup/gateway-parts.ts';
import { lastCutOff } from './end-of-day.ts';
import { handleCancellation, handleResolution, handleReturn } from './handle-cancellation.ts';

const requestBytesMax = 16 * 1_024 * 1_024;
const dayMs = 24 * 3_600_000;

export async function handleRequest(
  parts: GatewayParts,
  file: FileRecord,
  path: string,
): Promise<Handled> {
  const bytes = await readFile(path);
  const { message, findings } = readMessage(bytes, { bytesMax: requestBytesMax });
  const [mistake] = findings.filter(({ severity }) => severity === 'invalid');
  if (message === undefined || mistake !== undefined) {
    const place = mistake === undefined ? '' : ` (line ${mistake.line}, ${mistake.path})`;
    return { type: 'poison', reason: `${mistake?.message ?? 'it is no message'}${place}` };
  }
  return handleMessage(parts, file, message, bytes.toString());
}

async function handleMessage(
  parts: GatewayParts,
  file: FileRecord,
  message: Message,
  text: string,
): Promise<Handled> {
  if (isKind(message, 'pacs.028')) return answerStatus(parts, file, message.value);
  if (isKind(message, 'camt.060')) {
    const requests = readReportRequests(message.value);
    for (const [index, request] of requests.entries()) {
      const problem = await answerReport(parts, file, request, index);
      if (problem !== undefined) return { type: 'poison', reason: problem };
    }
    return { type: 'done' };
  }
  if (isKind(message, 'camt.056')) return handleCancellation(parts, file, message.value, text);
  if (isKind(message, 'camt.029')) return handleResolution(parts, message.value);
  if (isKind(message, 'pacs.004')) return handleReturn(parts, message.value);
  return { type: 'poison', reason: `nothing here acts on a ${message.id}` };
}

/** The answer that the message got, byte for byte, or the one that is true now. */
function answerStatus(
  { journal }: GatewayParts,
  file: FileRecord,
  value: Parameters<typeof readStatusRequest>[0],
): Handled {
  const { asked } = readStatusRequest(value);
  let isFound = false;
  for (const { messageId, endToEndId } of asked) {
    const messages = messageId === null ? [] : journal.messagesCalled(messageId);
    const byId = endToEndId === null ? [] : journal.instructionsCalled(endToEndId);
    const keys = new Set([...messages, ...byId].map(({ key }) => key));
    for (const key of keys) {
      const answer = journal.message(key)?.answer;
      const known = answer && journal.answer(answer);
      // What waits has been answered so, and gets its last answer as soon as it is decided.
      if (!known) return { type: 'waits', on: 'decision', ms: 1_000 };
      isFound = true;
      journal.owe({ name: `status-${file.hash.slice(0, 8)}-${known.name}`, text: known.text });
    }
  }
  if (isFound) return { type: 'done' };
  return { type: 'poison', reason: 'it asks about a message that never came' };
}

/** What is wrong with the request; `undefined` once the report is owed. */
async function answerReport(
  parts: GatewayParts,
  file: FileRecord,
  request: ReportRequest,
  index: number,
): Promise<string | undefined> {
  const { accounts, light, journal, config, now } = parts;
  const id = request.message === 'camt.052' ? 'camt.052.001.08' : request.message;
  if (!isMessageId(id) || !isReportId(id)) return `${id} is no report that is written here`;
  const account = request.account && (await accounts.findAccount(request.account));
  if (!account) return 'its account is none that is known here';
  const isServed = parts.served.some((one) => one.account === account);
  if (!isServed) return 'its account is none that this gateway serves';
  const codes = parts.served
    .filter((one) => one.account === account)
    .map(({ asset }) => asset.asset);
  const code = request.currency ?? codes[0] ?? '';
  if (!isAssetCode(code) || !codes.includes(code)) return `the account is not served in ${code}`;
  const asset = (await getAsset(light, code)).value;
  const name = `report-${file.hash.slice(0, 8)}-${index + 1}.${id}.xml`;
  if (journal.answer(name) !== undefined) return undefined;
  const begun = lastCutOff(config.cutOff ?? '00:00', now());
  const fromMs = request.from === null ? begun : Date.parse(request.from.slice(0, 10));
  const end = request.to === null ? now() : Date.parse(request.to.slice(0, 10)) + dayMs;
  const toMs = Math.min(end, now());
  if (!(fromMs < toMs)) return 'its period is not in the past';
  const text = await accountFile(parts, id, { account, asset }, { fromMs, toMs });
  journal.owe({ name, text });
  return undefined;
}
