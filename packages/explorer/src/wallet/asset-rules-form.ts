/** The form that changes what the issuer of an asset may do to those who hold it. */
import { getAssetRules, setAssetRules } from '@trellis/client';
import { type AssetRules, assetRuleNames } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { asset, type Field, type Form } from './form.ts';
import { FieldProblem } from './values.ts';

/** The rule stays as it is. */
const same = 'unchanged';
const holders = [same, 'anyone', 'listed'] as const;
const powers = [same, 'never', 'issuer'] as const;
const locks = [same, ...assetRuleNames] as const;

const choice = (name: string, label: string, choices: readonly string[]): Field => ({
  ...{ name, label, kind: { choices } },
});

/** All rules are given at once: those that are not changed are what the state proves now. */
export const assetRulesForm: Form = {
  name: 'rules',
  title: t('Change the rules of an asset'),
  group: 'Assets of this account',
  fields: [
    asset,
    choice('holders', t('Who may hold it'), holders),
    choice('freeze', t('Who may freeze accounts'), powers),
    choice('clawback', t('Who may claw back'), powers),
    {
      ...{ name: 'supplyMax', label: t('Maximum supply'), kind: 'amount' },
      ...{ isOptional: true, hint: t('empty: as it is') },
    },
    choice('lock', t('Never to be changed again'), locks),
  ],
  async build(values, { own, session }) {
    const code = values.asset('asset');
    const { value: now } = await getAssetRules(session.light, code);
    const chosen = {
      holders: values.choice('holders', holders),
      freeze: values.choice('freeze', powers),
      clawback: values.choice('clawback', powers),
      lock: values.choice('lock', locks),
    };
    const rules: AssetRules = {
      holders: chosen.holders === same ? now.holders : chosen.holders,
      freeze: chosen.freeze === same ? now.freeze : chosen.freeze,
      clawback: chosen.clawback === same ? now.clawback : chosen.clawback,
      supplyMax: values.has('supplyMax') ? await values.amount('supplyMax', code) : now.supplyMax,
      locked: assetRuleNames.filter((name) => name === chosen.lock || now.locked.includes(name)),
    };
    const isChanged =
      values.has('supplyMax') || Object.values(chosen).some((value) => value !== same);
    if (!isChanged) throw new FieldProblem('holders', t('choose what is to change'));
    return [setAssetRules({ issuer: own, asset: code, rules })];
  },
};
