/** What the wallet can do for an account: the fields of each action, and the operations that it becomes. */
import {
  allowHolder,
  burn,
  claimHold,
  clawback,
  defineAsset,
  disallowHolder,
  freeze,
  getHold,
  mint,
  type NamedHold,
  pay,
  postHold,
  reserve,
  transfer,
  unfreeze,
  voidHold,
  vote,
} from '@trellis/client';
import { type Address, fromHex } from '@trellis/crypto';
import {
  type Choice,
  type ClawbackReason,
  clawbackReasons,
  creditorReference,
  decodeJson,
  limits,
  type Operation,
  type Remittance,
  remittanceCodec,
} from '@trellis/protocol';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import { buildAccount } from './account-form.ts';
import { readBatch } from './batch.ts';
import { buildSealed } from './sealed-form.ts';
import { FieldProblem, type Values } from './values.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'line' | 'lines' | 'amount' | 'moment' | { readonly choices: readonly string[] };
  readonly isOptional?: true;
  readonly hint?: string;
}

export interface Form {
  readonly name: string;
  readonly title: string;
  readonly group: 'Payments' | 'Accounts' | 'Holds' | 'Assets of this account' | 'Governance';
  readonly fields: readonly Field[];
  /** Throws `FieldProblem`. */
  build(values: Values, context: FormContext): Promise<readonly Operation[]>;
}

interface FormContext {
  readonly own: Address;
  readonly session: Session;
}

const line = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: 'line',
  ...more,
});
const to = line('to', t('To'), { hint: t('an address, or an alias such as @name') });
const asset = line('asset', t('Asset'));
const amount: Field = { name: 'amount', label: t('Amount'), kind: 'amount' };
const hold = line('hold', t('Hold'), { hint: t('its id of 64 digits') });

/** One builder for what all have in common: an amount of an asset. */
async function readUnits(values: Values) {
  const code = values.asset('asset');
  return { asset: code, amount: await values.amount('amount', code) };
}

async function readHold(values: Values, { session }: FormContext): Promise<NamedHold & Held> {
  const id = values.hash('hold');
  const { value } = await getHold(session.light, id);
  if (value === null) throw new FieldProblem('hold', 'there is no such hold: this is proven');
  return { id, hold: value };
}

type Held = { readonly hold: NonNullable<Awaited<ReturnType<typeof getHold>>['value']> };

/** What a payment is for; `null` when nothing was said. */
function readRemittance(values: Values): Remittance | null {
  const given = (field: string): string | null => values.text(field) || null;
  const written = given('reference')?.replaceAll(' ', '').toUpperCase() ?? null;
  // A number without check digits gets them, as in the command line.
  const reference =
    written === null || written.startsWith('RF')
      ? written
      : (creditorReference(written) ?? written);
  const remittance = {
    endToEndId: given('endToEndId'),
    reference,
    invoice: given('invoice'),
    purpose: null,
  };
  if (Object.values(remittance).every((part) => part === null)) return null;
  const decoded = decodeJson(remittanceCodec, remittance);
  if (decoded.ok) return decoded.value;
  throw new FieldProblem(decoded.problem.path, decoded.problem.message);
}

const payments: readonly Form[] = [
  {
    name: 'pay',
    title: t('Pay'),
    group: 'Payments',
    fields: [
      to,
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
        hint: t('only the payee can read it'),
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
    build: (values, { own, session }) => readBatch(session, own, values.text('file')),
  },
];

const accounts: readonly Form[] = [
  {
    name: 'account',
    title: t('Create an account'),
    group: 'Accounts',
    fields: [
      {
        name: 'keys',
        label: t('Keys'),
        kind: 'lines',
        hint: t(
          'one, or several that sign together, such as ml-dsa-65/trellis1…: “Key” of an account here',
        ),
      },
      line('threshold', t('How many have to sign'), {
        isOptional: true,
        hint: t('where there are several keys'),
      }),
    ],
    build: buildAccount,
  },
];

const holds: readonly Form[] = [
  {
    name: 'reserve',
    title: t('Reserve for somebody'),
    group: 'Holds',
    fields: [
      to,
      amount,
      asset,
      line('arbiter', t('Who decides'), { hint: t('an address or alias; it may be the payee') }),
      { name: 'expires', label: t('Goes back at'), kind: 'moment' },
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

const holder = line('holder', t('Account'), { hint: t('an address or alias') });

/** What an issuer does to one account, by its asset. */
const toHolder = (
  name: string,
  title: string,
  make: (who: Parameters<typeof allowHolder>[0]) => Operation,
): Form => ({
  name,
  title,
  group: 'Assets of this account',
  fields: [holder, asset],
  build: async (values, { own }) => [
    make({ issuer: own, asset: values.asset('asset'), account: await values.account('holder') }),
  ],
});

const assets: readonly Form[] = [
  {
    name: 'define',
    title: t('Define an asset'),
    group: 'Assets of this account',
    fields: [
      asset,
      line('name', t('Name')),
      line('decimals', t('Decimals'), { hint: t('0 to {0}', limits.assetDecimalsMax) }),
    ],
    build: async (values, { own }) => [
      defineAsset({
        issuer: own,
        asset: values.asset('asset'),
        name: values.text('name'),
        decimals: values.whole('decimals', 0, limits.assetDecimalsMax),
      }),
    ],
  },
  {
    name: 'mint',
    title: t('Mint'),
    group: 'Assets of this account',
    fields: [to, amount, asset],
    build: async (values, { own }) => [
      mint({ issuer: own, to: await values.account('to'), ...(await readUnits(values)) }),
    ],
  },
  {
    name: 'burn',
    title: t('Burn'),
    group: 'Assets of this account',
    fields: [amount, asset],
    build: async (values, { own }) => [burn({ holder: own, ...(await readUnits(values)) })],
  },
  toHolder('freeze', t('Freeze an account'), freeze),
  toHolder('unfreeze', t('Unfreeze an account'), unfreeze),
  toHolder('allow', t('Put an account on the allow-list'), allowHolder),
  toHolder('disallow', t('Take an account off the allow-list'), disallowHolder),
  {
    name: 'clawback',
    title: t('Claw back'),
    group: 'Assets of this account',
    fields: [
      holder,
      amount,
      asset,
      { name: 'reason', label: t('Reason'), kind: { choices: clawbackReasons } },
    ],
    build: async (values, { own }) => [
      clawback({
        issuer: own,
        from: await values.account('holder'),
        ...(await readUnits(values)),
        reason: chosen<ClawbackReason>(values, 'reason', clawbackReasons),
      }),
    ],
  },
];

const choices: readonly Choice[] = ['approve', 'reject'];

const governance: readonly Form[] = [
  {
    name: 'vote',
    title: t('Vote on a proposal'),
    group: 'Governance',
    fields: [
      line('proposal', t('Proposal'), { hint: t('its number') }),
      { name: 'choice', label: t('Choice'), kind: { choices } },
    ],
    build: async (values, { own }) => [
      vote({
        operator: own,
        proposal: values.whole('proposal', 0, 999_999_999),
        choice: chosen<Choice>(values, 'choice', choices),
      }),
    ],
  },
];

function chosen<T extends string>(values: Values, field: string, all: readonly T[]): T {
  const value = all.find((one) => one === values.text(field));
  if (value === undefined) throw new FieldProblem(field, `expected one of ${all.join(', ')}`);
  return value;
}

export const forms: readonly Form[] = [
  ...payments,
  ...accounts,
  ...holds,
  ...assets,
  ...governance,
];
