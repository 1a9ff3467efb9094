/** Forms for mandates: letting others pay from the account within limits that every validator counts. */
import { getMandate, grantMandate, payUnderMandate, revokeMandate } from '@trellis/client';
import type { Delegate } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { readPolicyKey } from './account-form.ts';
import { aheadHint, wholeLimits } from './field-limits.ts';
import { amount, asset, type Field, type Form, line, to } from './form.ts';
import { FieldProblem, type Values } from './values.ts';

const mandate = line('mandate', t('Mandate'), { hint: t('its id of 64 digits') });
const most = (name: string, label: string): Field => ({ name, label, kind: 'amount' });
const dayMs = 24n * 3_600_000n;

/** An account, or a key that pays from any account whose only key it is. */
async function readDelegate(values: Values, field: 'delegate'): Promise<Delegate> {
  const [text = ''] = values.words(field);
  if (!text.includes('/')) return { type: 'account', account: await values.account(field) };
  return { type: 'key', key: readPolicyKey(field, text).address };
}

export const mandateForms: readonly Form[] = [
  {
    name: 'grant',
    title: t('Grant a mandate'),
    group: 'Mandates',
    fields: [
      line('delegate', t('Who may pay'), {
        hint: t('an address or alias, or a key such as ml-dsa-65/trellis1…'),
      }),
      asset,
      most('paymentMax', t('Most in a payment')),
      most('periodMax', t('Most in a period')),
      line('days', t('Days of a period'), {
        hint: t('{0} to {1}', ...wholeLimits.days),
      }),
      line('payments', t('Most payments')),
      { name: 'until', label: t('Expires'), kind: 'moment', hint: aheadHint('until') },
      {
        name: 'payees',
        label: t('Payees'),
        kind: 'lines',
        isOptional: true,
        hint: t('addresses or aliases, one a line; nothing: any account'),
      },
    ],
    async build(values, { own }) {
      const code = values.asset('asset');
      const paymentMax = await values.amount('paymentMax', code);
      const periodMax = await values.amount('periodMax', code);
      if (periodMax < paymentMax) {
        throw new FieldProblem('periodMax', t('it is below the most in a payment'));
      }
      const payees = await values.accounts('payees');
      if (new Set(payees).size < payees.length) {
        throw new FieldProblem('payees', t('an account is named twice'));
      }
      const terms = {
        delegate: await readDelegate(values, 'delegate'),
        ...{ asset: code, payees, paymentMax, periodMax },
        period: BigInt(values.whole('days')) * dayMs,
        validUntil: values.moment('until'),
        paymentsMax: values.whole('payments'),
      };
      return [grantMandate(own, terms)];
    },
  },
  {
    name: 'revoke',
    title: t('Revoke a mandate'),
    group: 'Mandates',
    fields: [mandate],
    build: async (values, { own }) => [revokeMandate(own, values.hash('mandate'))],
  },
  {
    name: 'pay-under',
    title: t('Pay under a mandate'),
    group: 'Mandates',
    fields: [mandate, to, amount],
    async build(values, { own, session }) {
      const id = values.hash('mandate');
      const { value } = await getMandate(session.light, id);
      if (value === null) {
        throw new FieldProblem('mandate', t('there is no such mandate: this is proven'));
      }
      const payment = {
        to: await values.account('to'),
        amount: await values.amount('amount', value.asset),
      };
      return [payUnderMandate(own, { id, mandate: value }, payment)];
    },
  },
];
