/** All that the wallet can do for an account. */
import { vote } from '@trellis/client';
import type { Choice } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { buildAccount } from './account-form.ts';
import { aliasForms } from './alias-forms.ts';
import { assetForms } from './asset-forms.ts';
import { assetRulesForm } from './asset-rules-form.ts';
import { type Form, line } from './form.ts';
import { holdForms } from './hold-forms.ts';
import { mandateForms } from './mandate-forms.ts';
import { paymentForms } from './payment-forms.ts';

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
      line('threshold', t('Threshold'), {
        isOptional: true,
        hint: t('how many of several keys have to sign'),
      }),
    ],
    build: buildAccount,
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
        proposal: values.whole('proposal'),
        choice: values.choice('choice', choices),
      }),
    ],
  },
];

export const forms: readonly Form[] = [
  ...paymentForms,
  ...accounts,
  ...aliasForms,
  ...holdForms,
  ...mandateForms,
  ...assetForms,
  assetRulesForm,
  ...governance,
];
