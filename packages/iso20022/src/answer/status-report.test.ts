import { describe, expect, it } from 'vitest';
import { messageIds } from '../messages/message-table.ts';
import { isKind } from '../read/message.ts';
import { readMessage } from '../read/read-message.ts';
import { hasPublishedSchemas, publishedSchema } from '../testing/published-schemas.node.ts';
import { sampleBytes, sampleDay, sampleText } from '../testing/sample-files.node.ts';
import { sampleNames } from '../testing/sample-names.ts';
import { readTransfers } from '../transfer/read-transfers.ts';
import { rejectionsOf } from '../transfer/transfer-file.ts';
import { createSchemaValidator } from '../xsd/validator.ts';
import { type AnswerId, answerOf, answerVersions, isAnswerTo } from './answer-version.ts';
import { finalStatus, groupStatusOf, statusesAt } from './status.ts';
import {
  findingReason,
  receiptReport,
  rejectionReport,
  statusReport,
  type TransferOutcome,
} from './status-report.ts';

const head = { messageId: 'ANSWER-1', createdAt: '2026-11-30T12:00:00.000Z' };
const today = { today: sampleDay };
const final: TransferOutcome = {
  type: 'final',
  transactionId: 'ab'.repeat(32),
  height: 1_234_567n,
  time: '2026-11-30T12:00:00.123Z',
};
const rejected: TransferOutcome = {
  type: 'rejected',
  reasons: [{ reason: 'AM04', message: `The account holds less. ${'é'.repeat(200)}` }],
};

function expectValid(id: AnswerId, text: string) {
  const bytes = new TextEncoder().encode(text);
  const { message, findings } = readMessage(bytes);
  expect(findings).toEqual([]);
  if (hasPublishedSchemas) {
    const validator = createSchemaValidator(publishedSchema(id));
    expect(validator.validate(bytes)).toEqual([]);
    validator.dispose();
  }
  if (message === undefined) throw new Error('nothing was read');
  return message;
}

function fileOf(name: (typeof sampleNames)[number]) {
  const { file } = readTransfers(sampleBytes(name), today);
  if (file === undefined) throw new Error('nothing was read');
  return file;
}

describe('an answer', () => {
  it.each(sampleNames)('to %s follows the schema of its version', (name) => {
    const file = fileOf(name);
    const id = answerOf(file.id);
    if (id === undefined) throw new Error('no answer');
    const outcomes = file.instructions.map((_, index) => (index === 0 ? final : rejected));
    expectValid(id, statusReport(id, head, file, outcomes));
  });

  // An institution may configure another version than the usual one.
  it.each(
    answerVersions.flatMap(([question]) =>
      messageIds.flatMap((id) => (isAnswerTo(question, id) ? [[question, id] as const] : [])),
    ),
  )('to %s as %s follows its schema, whatever became of the transfers', (question, id) => {
    const name = sampleNames.find((one) => fileOf(one).id === question);
    if (name === undefined) throw new Error('there is no file of this version');
    const file = fileOf(name);
    const pending: TransferOutcome = { type: 'pending', message: 'ü'.repeat(300) };
    const noted: TransferOutcome = { ...final, note: 'the payee took 1.00 EUR of it' };
    for (const one of [final, noted, rejected, pending, { type: 'valid' } as const]) {
      const outcomes = file.instructions.map((_, index) => (index === 0 ? one : final));
      expectValid(id, statusReport(id, head, file, outcomes));
    }
  });

  it('names block, time and transaction of what is final, and the reason of what is not', () => {
    const file = fileOf('suppliers-03');
    const text = statusReport('pain.002.001.03', head, file, [
      final,
      rejected,
      { type: 'submitted', transactionId: 'cd'.repeat(32) },
    ]);
    const message = expectValid('pain.002.001.03', text);
    if (!isKind(message, 'pain.002')) throw new Error('another kind');
    const { OrgnlGrpInfAndSts, OrgnlPmtInfAndSts } = message.value.CstmrPmtStsRpt;
    expect(OrgnlGrpInfAndSts).toMatchObject({
      OrgnlMsgId: 'SUP-2026-11-30-1',
      OrgnlMsgNmId: 'pain.001.001.03',
      OrgnlNbOfTxs: '3',
      OrgnlCtrlSum: '3604.45',
      GrpSts: 'PART',
    });
    expect(OrgnlPmtInfAndSts?.map(({ PmtInfSts }) => PmtInfSts)).toEqual(['PART', 'ACSP']);
    const [first, second] = OrgnlPmtInfAndSts?.[0]?.TxInfAndSts ?? [];
    expect(first).toMatchObject({
      OrgnlEndToEndId: 'RE-4711',
      TxSts: 'ACSC',
      AccptncDtTm: '2026-11-30T12:00:00.123Z',
      AcctSvcrRef: `1234567/${'ab'.repeat(32)}`.slice(0, 35),
    });
    expect(first?.StsRsnInf?.[0]?.AddtlInf).toContain(`transaction ${'ab'.repeat(32)}`);
    expect(second).toMatchObject({ OrgnlInstrId: '2', TxSts: 'RJCT' });
    expect(second?.StsRsnInf?.[0]?.Rsn?.Cd).toBe('AM04');
    expect(second?.StsRsnInf?.[0]?.AddtlInf?.join('')).toContain('é'.repeat(200));
  });

  it('to what is no such message rejects all of it, with places', () => {
    const text = sampleText('salaries-09').replace('<PmtMtd>TRF', '<PmtMtd>DD');
    const reading = readTransfers(new TextEncoder().encode(text), today);
    const answer = rejectionReport('pain.002.001.10', head, reading, {
      messageId: 'PAYROLL/2026/11',
    });
    const message = expectValid('pain.002.001.10', answer);
    if (!isKind(message, 'pain.002')) throw new Error('another kind');
    const { GrpSts, StsRsnInf } = message.value.CstmrPmtStsRpt.OrgnlGrpInfAndSts;
    expect(GrpSts).toBe('RJCT');
    expect(StsRsnInf?.[0]?.Rsn?.Cd).toBe('FF01');
    expect(StsRsnInf?.[0]?.AddtlInf?.join('')).toContain('line 7');
  });

  it.each(answerVersions)(
    'to %s says that it came, before anything is decided',
    (question, answer) => {
      const sample = sampleNames.find(
        (name) => readTransfers(sampleBytes(name), today).file?.id === question,
      );
      const { file } = readTransfers(sampleBytes(sample ?? 'salaries-09'), today);
      if (file === undefined) throw new Error('no file');
      const text = receiptReport(answer, head, file);
      expectValid(answer, text);
      expect(text).toContain('<GrpSts>RCVD</GrpSts>');
      expect(text).not.toContain('TxSts');
    },
  );

  it('rejects with a group what is in it, and with the message all', () => {
    const reject = (from: string, to: string): readonly (readonly string[])[] => {
      const text = sampleText('suppliers-03').replace(from, to);
      const { findings, file } = readTransfers(new TextEncoder().encode(text), today);
      const rejections = rejectionsOf(findings);
      return (file?.instructions ?? []).map((one) =>
        rejections(one).map((finding) => findingReason(finding).reason),
      );
    };
    expect(reject('>2100.00<', '>2100.001<')[0]).toContain('CH20');
    expect(reject('NL91', 'NL92')).toEqual([['AC01'], [], []]);
    expect(reject('<ReqdExctnDt>2026-11-30', '<ReqdExctnDt>2026-11-29')).toEqual([
      ['DT01'],
      ['DT01'],
      [],
    ]);
    expect(reject('<NbOfTxs>3<', '<NbOfTxs>4<')).toEqual([['AM18'], ['AM18'], ['AM18']]);
  });
});

describe('statuses', () => {
  it.each(answerVersions)('%s is answered by %s', (question, answer) => {
    expect(isAnswerTo(question, answer)).toBe(true);
    expect(statusesAt(answer, 'transaction')).not.toContain('PART');
    expect(statusesAt(answer, 'transaction')).toContain(finalStatus(answer));
  });

  it('say ACCC of the payee’s account where the version has it', () => {
    expect(finalStatus('pain.002.001.03')).toBe('ACSC');
    expect(finalStatus('pacs.002.001.12')).toBe('ACCC');
  });

  it.each([
    [['ACSC', 'ACSC'], 'ACSC'],
    [['RJCT', 'RJCT'], 'RJCT'],
    [['ACSC', 'RJCT'], 'PART'],
    [['PDNG', 'RJCT'], 'PART'],
    [['PDNG', 'ACSC'], 'PDNG'],
    [['ACSC', 'ACSP'], 'ACSP'],
    [['ACTC', 'ACCC'], 'ACTC'],
    [[], 'RCVD'],
  ] as const)('of %j the message has %s', (statuses, group) => {
    expect(groupStatusOf(statuses)).toBe(group);
  });
});
