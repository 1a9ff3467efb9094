/** Forms that pay: one payee, with a sealed message, or many from a file. */
import { pay, transfer } from '@trellis/client';
import { limits } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { readBatch } from './batch.ts';
import { amount, asset, type Form, line, readUnits, to } from './form.ts';
import { readRemittance } from './remittance-form.ts';
import { buildSealed } from './sealed-form.ts';

export const paymentForms: readonly Form[] = [
  {
    name: 'pay',
    title: t('Pay'),
    group: 'Payments',
    fields: [
      { ...to, hint: t('an address, an alias such as @name, or a payment request') },
      amount,
      asset,
      line('reference', t('Reference'), { isOptional: true, hint: t('ISO 11649, such as RF18…') }),
      line('invoice', t('Invoice'), { isOptional: true }),
      line('endToEndId', t('End-to-end id'), { isOptional: true }),
    ],
    async build(values, { own }) {
      const move = { from: own, to: await values.account('to'), ...(await readUnits(values)) };
      const remittance = readRemittance(values);
      return [remittance === null ? transfer(move) : pay({ ...move, remittance })];
    },
  },
  {
    name: 'sealed',
    title: t('Pay with a sealed message'),
    group: 'Payments',
    fields: [
      to,
      amount,
      asset,
      {
        name: 'message',
        label: t('Message'),
        kind: 'lines',
        hint: t(
          'only the payee can read it, and the auditor of the asset if it has one; at most {0} bytes',
          limits.sealedMessageBytesMax,
        ),
      },
    ],
    build: buildSealed,
  },
  {
    name: 'batch',
    title: t('Pay a batch'),
    group: 'Payments',
    fields: [
      {
        name: 'file',
        label: t('Payments as CSV'),
        kind: 'lines',
        hint: t('columns to, amount, asset, and if wanted reference, invoice, endToEndId'),
      },
    ],
    build: (values, { own, session }) => readBatch(session, own, values),
  },
];
