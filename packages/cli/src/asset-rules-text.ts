/** The rules of an asset, and the reasons for a clawback, as users write them. */
import {
  type AssetRecord,
  type AssetRuleName,
  type AssetRules,
  assetRuleNames,
  type ClawbackReason,
  clawbackReasons,
  noAssetRules,
} from '@trellis/protocol';
import { readAmount } from './assets.ts';
import { UsageError } from './command-error.ts';

/** What is the same for every `rule=value` of an asset. */
type Unit = Pick<AssetRecord, 'asset' | 'decimals'>;

/** Changes `rules` by texts such as `holders=listed`, `supplyMax=1000`, `lock=freeze`. Throws `UsageError`. */
export function readRules(
  texts: readonly string[],
  unit: Unit,
  rules: AssetRules = withoutState(noAssetRules),
): AssetRules {
  return texts.reduce((changed, text) => withRule(changed, text, unit), rules);
}

/** The rules in a record, without what has been done by them. */
export function withoutState({
  holders,
  freeze,
  clawback,
  supplyMax,
  locked,
}: AssetRules): AssetRules {
  return { holders, freeze, clawback, supplyMax, locked };
}

function withRule(rules: AssetRules, text: string, unit: Unit): AssetRules {
  const [name = '', value = '', more] = text.split('=');
  if (more !== undefined) throw badRule(text);
  switch (name) {
    case 'holders':
      if (value === 'anyone' || value === 'listed') return { ...rules, holders: value };
      break;
    case 'freeze':
    case 'clawback':
      if (value === 'never' || value === 'issuer') return { ...rules, [name]: value };
      break;
    case 'supplyMax':
      return { ...rules, supplyMax: value === 'none' ? null : readAmount(value, unit) };
    case 'lock': {
      const isWanted = (rule: AssetRuleName) => rule === value || rules.locked.includes(rule);
      if (assetRuleNames.some((rule) => rule === value)) {
        return { ...rules, locked: assetRuleNames.filter(isWanted) };
      }
    }
  }
  throw badRule(text);
}

function badRule(text: string): UsageError {
  return new UsageError(
    'bad_rule',
    `"${text}" is not a rule: write holders=anyone|listed, freeze=never|issuer, clawback=never|issuer, supplyMax=<amount>|none, or lock=${assetRuleNames.join('|')}`,
  );
}

/** Throws `UsageError`. */
export function readReason(text: string): ClawbackReason {
  const reason = clawbackReasons.find((one) => one === text);
  if (reason !== undefined) return reason;
  throw new UsageError(
    'bad_reason',
    `"${text}" is not a reason for a clawback: use one of ${clawbackReasons.join(', ')}`,
  );
}
