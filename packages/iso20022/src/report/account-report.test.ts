import { describe, expect, it } from 'vitest';
import { messageIds } from '../messages/message-table.ts';
import { readMessage } from '../read/read-message.ts';
import { hasPublishedSchemas, publishedSchema } from '../testing/published-schemas.node.ts';
import { createSchemaValidator } from '../xsd/validator.ts';
import {
  type AccountReport,
  accountReport,
  isReportId,
  type ReportedEntry,
} from './account-report.ts';

const payment: ReportedEntry = {
  amount: '12.50',
  isCredit: true,
  time: '2026-11-30T12:00:00.123Z',
  height: 12n,
  transactionId: 'ab'.repeat(32),
  kind: 'pay',
  isPayment: true,
  counterparty: { address: `trellis1${'q'.repeat(58)}`, name: 'alice' },
  endToEndId: 'E-1',
  reference: 'RF18539007547034',
  invoice: '2026-7',
  purpose: 'SUPP',
  uetr: '8a562c67-ca16-48ba-b074-65581be6f001',
};

const report: AccountReport = {
  messageId: 'STMT-1',
  createdAt: '2026-11-30T18:00:00.000Z',
  account: { address: `trellis1${'p'.repeat(58)}`, name: 'bob' },
  currency: 'EUR',
  from: '2026-11-30T00:00:00.000Z',
  to: '2026-11-30T18:00:00.000Z',
  opening: '100.00',
  closing: '110.00',
  entries: [
    payment,
    {
      ...payment,
      ...{ amount: '2.50', isCredit: false, kind: 'fee', isPayment: false, counterparty: null },
      ...{ transactionId: null, endToEndId: null, reference: null, invoice: null, purpose: null },
      uetr: null,
    },
  ],
};

describe.each(messageIds.filter(isReportId))('%s', (id) => {
  it('follows its schema, and says sums and balances', () => {
    const text = accountReport(id, report);
    const bytes = new TextEncoder().encode(text);
    expect(readMessage(bytes).findings).toEqual([]);
    if (hasPublishedSchemas) {
      const validator = createSchemaValidator(publishedSchema(id));
      expect(validator.validate(bytes)).toEqual([]);
      validator.dispose();
    }
    expect(text).toContain('<Sum>15</Sum>');
    expect(text.includes('<Cd>OPBD</Cd>')).toBe(!id.startsWith('camt.054'));
    expect(text).toContain(`<Nm>trellis1${'q'.repeat(58)}</Nm>`);
    expect(text).toContain(`transaction ${'ab'.repeat(32)}, block 12`);
  });

  it('is not written if its entries do not lead to its closing balance', () => {
    expect(() => accountReport(id, { ...report, closing: '110.01' })).toThrow(/lead from 100/);
  });
});
