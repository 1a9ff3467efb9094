/** Forms of whoever issues an asset: defining it, its units, and who may have it. */
import {
  allowHolder,
  burn,
  clawback,
  defineAsset,
  disallowHolder,
  freeze,
  mint,
  unfreeze,
} from '@trellis/client';
import { clawbackReasons, limits, type Operation } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { amount, asset, type Form, line, readUnits, to } from './form.ts';

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

export const assetForms: readonly Form[] = [
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
        decimals: values.whole('decimals'),
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
        reason: values.choice('reason', clawbackReasons),
      }),
    ],
  },
];
