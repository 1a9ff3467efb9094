/** What sentences about operations and actions have in common in German. */
import {
  type AssetCode,
  type AssetRuleName,
  type AssetRules,
  assetRuleNames,
  type ClawbackReason,
  joinSentences,
  type Noun,
  type Policy,
  type Remittance,
  type Sentence,
  sentence,
  units,
  visibleText,
} from '@trellis/protocol';

export const key = (address: Extract<Noun, { readonly type: 'key' }>['key']): Noun => ({
  type: 'key',
  key: address,
});

/** The keys of a policy, each as `scheme/address:weight`; `withKeys`: “dem Schlüssel”, or “den Schlüsseln”. */
export function withKeys({ keys, threshold, postQuantumWeight }: Policy): Sentence {
  const [only] = keys;
  const isAlone = keys.length === 1;
  const named = keys.map(
    ({ scheme, address, weight }): Sentence =>
      sentence`${scheme}/${key(address)}${isAlone && weight === 1 ? '' : `:${weight}`}`,
  );
  if (isAlone && only !== undefined) return ['dem Schlüssel ', ...(named[0] ?? [])];
  const quota = postQuantumWeight > 0 ? `, davon ${postQuantumWeight} post-quanten-sicher` : '';
  return sentence`den Schlüsseln ${joinSentences(named, ', ')} mit Schwelle ${threshold}${quota}`;
}

const ruleNames: Readonly<Record<AssetRuleName, string>> = {
  holders: 'Inhaber',
  freeze: 'Sperren',
  clawback: 'Zurückholen',
  supplyMax: 'größter Umlauf',
};

const ruleValues: Readonly<Record<AssetRules['holders' | 'freeze' | 'clawback'], string>> = {
  anyone: 'alle',
  listed: 'nur aufgelistete',
  never: 'nie',
  issuer: 'durch den Herausgeber',
};

/** The rules of an asset, one after another, each with whether it is locked. */
export function rules(asset: AssetCode, { locked, ...rest }: AssetRules): Sentence {
  const { supplyMax, holders, freeze, clawback } = rest;
  const values: Readonly<Record<AssetRuleName, string | Noun>> = {
    holders: ruleValues[holders],
    freeze: ruleValues[freeze],
    clawback: ruleValues[clawback],
    supplyMax: supplyMax === null ? 'keiner' : units({ asset, amount: supplyMax }),
  };
  return joinSentences(
    assetRuleNames.map(
      (name) =>
        sentence`${ruleNames[name]}: ${values[name]}${locked.includes(name) ? ' (unveränderlich)' : ''}`,
    ),
    ', ',
  );
}

export const clawbackReasons: Readonly<Record<ClawbackReason, string>> = {
  courtOrder: 'gerichtliche Anordnung',
  sanctions: 'Sanktionen',
  fraud: 'Betrug',
  sentInError: 'versehentlich gesendet',
  lostKeys: 'verlorene Schlüssel',
  other: 'anderer Grund',
};

/** What a payment is for, in brackets; nothing where it does not say. */
export function purposeOf({ endToEndId, reference, invoice, purpose }: Remittance): string {
  const parts = [
    ...(invoice === null ? [] : [`Rechnung ${visibleText(invoice)}`]),
    ...(reference === null ? [] : [`Referenz ${reference.match(/.{1,4}/g)?.join(' ')}`]),
    ...(endToEndId === null ? [] : [`Ende-zu-Ende-Id ${visibleText(endToEndId)}`]),
    ...(purpose === null ? [] : [`Zweck ${purpose}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
