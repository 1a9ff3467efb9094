/** Forms for holds: reserving units for somebody, and deciding what becomes of them. */
import { claimHold, getHold, type NamedHold, postHold, reserve, voidHold } from '@trellis/client';
import { fromHex } from '@trellis/crypto';
import { t } from '../page/language.ts';
import { aheadHint } from './field-limits.ts';
import { amount, asset, type Form, type FormContext, line, readUnits, to } from './form.ts';
import { FieldProblem, type Values } from './values.ts';

const hold = line('hold', t('Hold'), { hint: t('its id of 64 digits') });

async function readHold(values: Values, { session }: FormContext): Promise<NamedHold & Held> {
  const id = values.hash('hold');
  const { value } = await getHold(session.light, id);
  if (value === null) throw new FieldProblem('hold', t('there is no such hold: this is proven'));
  return { id, hold: value };
}

type Held = { readonly hold: NonNullable<Awaited<ReturnType<typeof getHold>>['value']> };

export const holdForms: readonly Form[] = [
  {
    name: 'reserve',
    title: t('Reserve for somebody'),
    group: 'Holds',
    fields: [
      to,
      amount,
      asset,
      line('arbiter', t('Who decides'), { hint: t('an address or alias; it may be the payee') }),
      { name: 'expires', label: t('Expires'), kind: 'moment', hint: aheadHint('expires') },
    ],
    async build(values, { own }) {
      const arbiter = await values.account('arbiter');
      const units = await readUnits(values);
      const release = { type: 'arbiter', arbiter } as const;
      const expiresAt = values.moment('expires');
      return [reserve({ from: own, to: await values.account('to'), ...units, expiresAt, release })];
    },
  },
  {
    name: 'post',
    title: t('Pay out a hold'),
    group: 'Holds',
    fields: [hold, amount],
    async build(values, context) {
      const named = await readHold(values, context);
      const { asset: code } = named.hold;
      const units = { asset: code, amount: await values.amount('amount', code) };
      return [postHold(context.own, named, units)];
    },
  },
  {
    name: 'claim',
    title: t('Claim a hold by its secret'),
    group: 'Holds',
    fields: [hold, line('preimage', t('Secret'), { hint: t('32 bytes as 64 hexadecimal digits') })],
    async build(values, context) {
      const preimage = fromHex(values.hash('preimage'));
      return [claimHold(context.own, await readHold(values, context), preimage)];
    },
  },
  {
    name: 'void',
    title: t('Give a hold back'),
    group: 'Holds',
    fields: [hold],
    build: async (values, context) => [voidHold(context.own, await readHold(values, context))],
  },
];
