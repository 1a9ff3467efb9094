/**
 * A transfer as it is sealed: the message between institutions that it is, written as XML without line ends, and compressed
 * (DEFLATE, RFC 1951) with a dictionary of what such messages are made of. So whoever has the key can write the message
 * again as it was, with nothing but data of the chain.
 */
import type { SealedDocument } from '@trellis/protocol';
import { deflateSync, inflateSync } from 'fflate';
import { isKind } from '../read/message.ts';
import { readMessage } from '../read/read-message.ts';
import { WriteError, writeMessage } from '../write/write-message.ts';
import { transferDictionary } from './dictionary.ts';
import type { SingleId, SingleTransfer } from './single-transfer.ts';

/** Before the compressed bytes: which dictionary they need. */
const dictionaryNumber = 1;

/** What is longer than this is no transfer; so hostile bytes can't fill the memory. */
const xmlBytesMax = 128 * 1_024;

let dictionaryBytes: Uint8Array | undefined;
const dictionary = (): Uint8Array => {
  dictionaryBytes ??= new TextEncoder().encode(transferDictionary);
  return dictionaryBytes;
};

const singleIds: readonly string[] = [
  'pacs.008.001.08',
  'pacs.008.001.13',
  'pacs.009.001.08',
] satisfies readonly SingleId[];

/** The document; `undefined` for a transfer that can't be written, as part of it was too long to be kept. */
export function transferDocument({ id, value }: SingleTransfer): SealedDocument | undefined {
  try {
    const bytes = new TextEncoder().encode(compact(writeMessage(id, value)));
    const packed = deflateSync(bytes, { level: 9, dictionary: dictionary() });
    return { form: id, bytes: Uint8Array.of(dictionaryNumber, ...packed) };
  } catch (error) {
    if (error instanceof WriteError) return undefined;
    throw error;
  }
}

/** Between tags alone are line ends not text. */
const compact = (xml: string): string => xml.replace(/>\n\s*</g, '><').trimEnd();

/** The transfer in a document; `undefined` for one that is none, or of a form that is not known here. */
export function readTransferDocument({ form, bytes }: SealedDocument): SingleTransfer | undefined {
  if (!singleIds.includes(form) || bytes[0] !== dictionaryNumber) return undefined;
  const xml = unpack(bytes.subarray(1));
  if (xml === undefined) return undefined;
  const { message, id, findings } = readMessage(xml, { bytesMax: xmlBytesMax });
  const isInvalid = findings.some(({ severity }) => severity === 'invalid');
  if (message === undefined || isInvalid || id !== form) return undefined;
  return singleOf(message);
}

function singleOf(message: NonNullable<ReturnType<typeof readMessage>['message']>) {
  if (isKind(message, 'pacs.008')) {
    const { id, value } = message;
    if (value.FIToFICstmrCdtTrf.CdtTrfTxInf.length !== 1) return undefined;
    if (id === 'pacs.008.001.08' || id === 'pacs.008.001.13') return { id, value };
  }
  if (!isKind(message, 'pacs.009') || message.id !== 'pacs.009.001.08') return undefined;
  if (message.value.FICdtTrf.CdtTrfTxInf.length !== 1) return undefined;
  return { id: message.id, value: message.value };
}

function unpack(packed: Uint8Array): Uint8Array | undefined {
  try {
    // What does not fit is cut by the library, and then longer than the limit.
    const out = new Uint8Array(xmlBytesMax + 1);
    const xml = inflateSync(packed, { dictionary: dictionary(), out });
    return xml.length > xmlBytesMax ? undefined : xml;
  } catch {
    return undefined;
  }
}
