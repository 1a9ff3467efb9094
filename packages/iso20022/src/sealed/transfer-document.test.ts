import { sha256 } from '@trellis/crypto';
import { encodeSealedContent, limits, noRemittance, sealedContentBytes } from '@trellis/protocol';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../read/read-message.ts';
import { hasPublishedSchemas, publishedSchema } from '../testing/published-schemas.node.ts';
import { sampleBytes, sampleDay, sampleText } from '../testing/sample-files.node.ts';
import { sampleNames } from '../testing/sample-names.ts';
import { readTransfers } from '../transfer/read-transfers.ts';
import { writeMessage } from '../write/write-message.ts';
import { createSchemaValidator } from '../xsd/validator.ts';
import { transferDictionary } from './dictionary.ts';
import type { SingleTransfer } from './single-transfer.ts';
import { readTransferDocument, transferDocument } from './transfer-document.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const rules = { today: sampleDay, documents: true };

const written = (single: SingleTransfer): string =>
  single.id === 'pacs.009.001.08'
    ? writeMessage(single.id, single.value)
    : writeMessage(single.id, single.value);

describe('the document of a transfer', () => {
  it.each(sampleNames)('of %s is a whole message again, and follows its schema', (name) => {
    const { file } = readTransfers(sampleBytes(name), rules);
    for (const { document, remittance } of file?.instructions ?? []) {
      const single = document && readTransferDocument(document);
      if (!document || !single) throw new Error('no document');
      expect(sealedContentBytes({ remittance, message: '', document })).toBeLessThan(1_300);
      expect(transferDocument(single)).toEqual(document);
      if (!hasPublishedSchemas) continue;
      const validator = createSchemaValidator(publishedSchema(single.id));
      expect(validator.validate(bytesOf(written(single)))).toEqual([]);
      validator.dispose();
    }
  });

  it('holds all that a message between institutions says of the transfer, elements that are not looked into included', () => {
    const more =
      '<RgltryRptg><Dtls><Inf>a &lt; "b"</Inf></Dtls></RgltryRptg><RmtInf><Ustrd>für  zwei</Ustrd>' +
      '<Strd><RfrdDocAmt>\n <DuePyblAmt Ccy="EUR">7</DuePyblAmt>\n</RfrdDocAmt></Strd></RmtInf>';
    const text = sampleText('customer-08').replace(/<RmtInf>[\s\S]*<\/RmtInf>/, more);
    const before = readMessage(bytesOf(text)).message;
    const { file, leftOut } = readTransfers(bytesOf(text), rules);
    const [{ document } = { document: null }] = file?.instructions ?? [];
    const single = document && readTransferDocument(document);
    if (single?.id !== 'pacs.008.001.08' || before?.kind !== 'pacs.008') throw new Error('none');
    const { CdtTrfTxInf, GrpHdr } = single.value.FIToFICstmrCdtTrf;
    expect(CdtTrfTxInf).toEqual(before.value.FIToFICstmrCdtTrf.CdtTrfTxInf);
    expect(GrpHdr.InstdAgt?.FinInstnId.BICFI).toBe('BANKBE22XXX');
    expect(written(single)).toContain(
      '<RgltryRptg><Dtls><Inf>a &lt; &quot;b&quot;</Inf></Dtls></RgltryRptg>',
    );
    expect(written(single)).toContain('<DuePyblAmt Ccy="EUR">7</DuePyblAmt>');
    // On the ledger for all to see, it is not carried.
    expect(leftOut.some(({ path }) => path.endsWith('RgltryRptg'))).toBe(true);
  });

  it('is none if part of the transfer was too long to be kept', () => {
    const long = `<RgltryRptg><Dtls>${'<Inf>1234567890</Inf>'.repeat(1_000)}</Dtls></RgltryRptg>`;
    const text = sampleText('customer-08').replace('<RmtInf>', `${long}<RmtInf>`);
    const { file } = readTransfers(bytesOf(text), rules);
    expect(file?.instructions[0]?.document).toBeNull();
  });

  it('of a transfer with 40 texts of 140 characters fits, and with 400 it is too long to be sealed', () => {
    const documentWith = (count: number) => {
      const texts = Array.from({ length: count }, (_, index) => {
        const letters = Array.from({ length: 140 }, (_each, at) =>
          String.fromCharCode(97 + ((index * 7_919 + at * 104_729 + ((index * at) % 31)) % 26)),
        );
        return `<Ustrd>${letters.join('')}</Ustrd>`;
      });
      const text = sampleText('customer-08').replace('<RmtInf>', `<RmtInf>${texts.join('')}`);
      return readTransfers(bytesOf(text), rules).file?.instructions[0]?.document;
    };
    const fits = documentWith(40);
    const long = documentWith(400);
    if (!fits || !long) throw new Error('no document');
    const content = { remittance: noRemittance, message: '' };
    expect(encodeSealedContent({ ...content, document: fits }).length).toBeLessThanOrEqual(
      limits.sealedContentBytesMax,
    );
    expect(sealedContentBytes({ ...content, document: long })).toBeGreaterThan(
      limits.sealedContentBytesMax,
    );
  });
});

describe('a document of somebody hostile', () => {
  const dictionary = bytesOf(transferDictionary);
  const packed = (text: string) =>
    Uint8Array.of(1, ...deflateSync(bytesOf(text), { level: 9, dictionary }));
  const form = 'pacs.008.001.08';
  const single = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"/>';

  it.each([
    ['of nothing', new Uint8Array()],
    ['of another dictionary', Uint8Array.of(2, 0)],
    ['of noise', Uint8Array.of(1, 255, 7, 9)],
    ['that unpacks to ten megabytes', packed(`<!--${' '.repeat(10_000_000)}-->${single}`)],
    ['that is no XML', packed('<Document')],
    ['with a document type', packed(`<!DOCTYPE a [<!ENTITY b "c">]>${single}`)],
    ['without a transfer', packed(single)],
    ['with two transfers', packed(twice(sampleText('customer-08')))],
    ['that is another message', packed(sampleText('customer-07'))],
  ])('%s is none', (_name, bytes) => {
    expect(readTransferDocument({ form, bytes })).toBeUndefined();
  });

  it('of a form that is not known is none', () => {
    const bytes = packed(sampleText('customer-08'));
    expect(readTransferDocument({ form, bytes })).toBeDefined();
    expect(readTransferDocument({ form: 'pain.001.001.09', bytes })).toBeUndefined();
  });
});

it('the dictionary never changes: what is sealed needs it', () => {
  expect(sha256(bytesOf(transferDictionary))).toBe(
    '201a8312a8033b9ec9631a8be64b36f56aad25415b7e08a3da10c48ecadad9a7',
  );
});

function twice(text: string): string {
  const [transfer = ''] = /<CdtTrfTxInf>[\s\S]*<\/CdtTrfTxInf>/.exec(text) ?? [];
  return text.replace('</CdtTrfTxInf>', `</CdtTrfTxInf>${transfer}`);
}
