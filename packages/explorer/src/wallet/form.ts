/** What a form of the wallet is: its fields, and the operations that it becomes. */
import type { Address } from '@trellis/crypto';
import { limits, type Operation } from '@trellis/protocol';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import type { Values } from './values.ts';

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
  readonly group:
    | 'Payments'
    | 'Accounts'
    | 'Aliases'
    | 'Holds'
    | 'Mandates'
    | 'Assets of this account'
    | 'Governance';
  readonly fields: readonly Field[];
  /** Throws `FieldProblem`. */
  build(values: Values, context: FormContext): Promise<readonly Operation[]>;
}

export interface FormContext {
  readonly own: Address;
  readonly session: Session;
}

export const line = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: 'line',
  ...more,
});
export const to = line('to', t('To'), { hint: t('an address, or an alias such as @name') });
export const asset = line('asset', t('Asset'));
export const amount: Field = { name: 'amount', label: t('Amount'), kind: 'amount' };

/** What every form has. */
export const sharedFields: readonly Field[] = [
  line('memo', t('Memo'), {
    isOptional: true,
    hint: t('everybody can read it; at most {0} bytes', limits.memoBytesMax),
  }),
  line('sender', t('For another account'), {
    isOptional: true,
    hint: t('one that this key signs for; if others have to sign as well, you get a file for them'),
  }),
];

/** What all forms have in common that move units: an amount of an asset. */
export async function readUnits(values: Values) {
  const code = values.asset('asset');
  return { asset: code, amount: await values.amount('amount', code) };
}
