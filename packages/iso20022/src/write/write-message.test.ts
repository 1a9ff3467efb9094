import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type MessageId, messageIds } from '../messages/message-table.ts';
import { readMessage } from '../read/read-message.ts';
import { arbitraryMessage } from '../testing/arbitrary-message.ts';
import { hasPublishedSchemas, publishedSchema } from '../testing/published-schemas.node.ts';
import { createSchemaValidator, type SchemaValidator } from '../xsd/validator.ts';
import { WriteError, writeMessage } from './write-message.ts';

const validators = new Map<MessageId, SchemaValidator>();

function validatorOf(id: MessageId): SchemaValidator {
  const validator = validators.get(id) ?? createSchemaValidator(publishedSchema(id));
  validators.set(id, validator);
  return validator;
}

afterAll(() => {
  for (const validator of validators.values()) validator.dispose();
});

// The arbitrary follows the same table as the type.
const write = (id: MessageId, value: unknown): string => writeMessage(id, value as never);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(messageIds)('%s', (id) => {
  it('is read as it was written, and follows its schema', () => {
    fc.assert(
      fc.property(arbitraryMessage(id), (value) => {
        const file = bytesOf(write(id, value));
        const { message, findings } = readMessage(file);
        expect(findings).toEqual([]);
        expect(message).toEqual({ kind: id.slice(0, 8), id, value, header: null });
        if (hasPublishedSchemas) expect(validatorOf(id).validate(file)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

it('is so of every version that the documentation names', () => {
  const versions = {
    'camt.029': ['09'],
    'camt.052': ['08'],
    'camt.053': ['02', '04', '08'],
    'camt.054': ['02', '04', '08'],
    'camt.056': ['08'],
    'camt.060': ['05'],
    'pacs.002': ['03', '10', '11', '12', '15'],
    'pacs.004': ['09'],
    'pacs.008': ['07', '08', '13'],
    'pacs.009': ['08'],
    'pacs.028': ['03'],
    'pain.001': ['03', '08', '09', '12'],
    'pain.002': ['03', '10', '14'],
  };
  const ids = Object.entries(versions).flatMap(([kind, all]) =>
    all.map((version) => `${kind}.001.${version}`),
  );
  expect([...messageIds].sort()).toEqual(ids);
});

describe('writing', () => {
  const camt054: Parameters<typeof writeMessage<'camt.054.001.02'>>[1] = {
    BkToCstmrDbtCdtNtfctn: {
      GrpHdr: { MsgId: 'M-1', CreDtTm: '2026-11-30T12:00:00Z' },
      Ntfctn: [
        {
          Id: 'N-1',
          CreDtTm: '2026-11-30T12:00:00Z',
          Acct: { Id: { Othr: { Id: 'alice' } } },
          Ntry: [
            {
              Amt: { Ccy: 'EUR', value: '1.00' },
              CdtDbtInd: 'CRDT',
              Sts: { Cd: 'BOOK' },
              BkTxCd: { Prtry: { Cd: 'pay' } },
              AddtlNtryInf: 'a < b & "c" > d',
            },
          ],
        },
      ],
    },
  };

  it('gives a declaration in double quotes, one default namespace, and the same bytes each time', () => {
    const text = writeMessage('camt.054.001.02', camt054);
    expect(text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt\.054\.001\.02">\n/,
    );
    expect(text.match(/xmlns/g)).toHaveLength(1);
    expect(writeMessage('camt.054.001.02', structuredClone(camt054))).toBe(text);
  });

  it('writes one value as each version has it', () => {
    expect(writeMessage('camt.054.001.02', camt054)).toContain('<Sts>BOOK</Sts>');
    expect(writeMessage('camt.054.001.08', camt054)).toMatch(/<Sts>\s*<Cd>BOOK<\/Cd>\s*<\/Sts>/);
  });

  it.each([
    ['what the version does not have', { RptgSeq: {} }],
    ['what is too long', { Id: 'N'.repeat(36) }],
    ['what is no text', { Id: 7 }],
    ['what is missing', { Id: undefined }],
    ['two of a choice', { Acct: { Id: { IBAN: 'DE89370400440532013000', Othr: { Id: '1' } } } }],
    ['text in place of elements', { Acct: 'alice' }],
  ])('refuses %s, and leaves nothing out', (_name, change) => {
    const [notification] = camt054.BkToCstmrDbtCdtNtfctn.Ntfctn;
    const value = {
      BkToCstmrDbtCdtNtfctn: {
        ...camt054.BkToCstmrDbtCdtNtfctn,
        Ntfctn: [{ ...notification, ...change }],
      },
    };
    expect(() => write('camt.054.001.02', value)).toThrow(WriteError);
  });

  it.runIf(hasPublishedSchemas)(
    'is told by the validator from what does not follow the schema',
    () => {
      const text = writeMessage('camt.054.001.02', camt054);
      const validator = validatorOf('camt.054.001.02');
      expect(validator.validate(bytesOf(text))).toEqual([]);
      for (const [from, to] of [
        ['CRDT', 'CREDIT'],
        ['<Id>N-1</Id>\n      ', ''],
        ['Ccy="EUR"', 'Ccy="EU"'],
        ['<Amt ', '<Amount/><Amt '],
        ['camt.054.001.02', 'camt.054.001.04'],
        ['</Document>', ''],
      ] as const) {
        const [finding] = validator.validate(bytesOf(text.replace(from, to)));
        expect(finding, to).toMatchObject({ code: 'schema_violation', severity: 'invalid' });
        // What is missing at the end is noticed behind it.
        const line = text.slice(0, text.indexOf(from)).split('\n').length;
        expect([line, line + 1], to).toContain(finding?.line);
      }
    },
  );
});
