/** Every kind of operation in German; one without words does not compile. */
import { toHex } from '@trellis/crypto';
import {
  account,
  actionLabel,
  type OperationWords,
  periodText,
  type Sentence,
  sentence,
  units,
  visibleText,
} from '@trellis/protocol';
import { germanActions } from './german-actions.ts';
import { clawbackReasons, key, purposeOf, rules, withKeys } from './german-sentences.ts';

const accounts = {
  createAccount: {
    label: 'Konto eröffnen',
    sentence: ({ source, policy }) =>
      sentence`ein Konto mit ${withKeys(policy)} eröffnen, durch ${account(source)}`,
  },
  setPolicy: {
    label: 'Zeichnungsregel setzen',
    sentence: ({ source, policy }) =>
      sentence`${account(source)} künftig mit ${withKeys(policy)} führen`,
  },
  setEncryptionKey: {
    label: 'Verschlüsselungsschlüssel setzen',
    sentence: ({ source, publicKey }) =>
      publicKey === null
        ? sentence`den Verschlüsselungsschlüssel von ${account(source)} zurückziehen`
        : sentence`einen Verschlüsselungsschlüssel für ${account(source)} veröffentlichen`,
  },
  setRecovery: {
    label: 'Wiederherstellung festlegen',
    sentence: ({ source, recovery }) =>
      recovery === null
        ? sentence`${account(source)} die Schlüssel zur Wiederherstellung nehmen`
        : sentence`${account(source)} mit ${withKeys(recovery.policy)} wiederherstellbar machen, nach ${recovery.delay} Blöcken`,
  },
  startRecovery: {
    label: 'Wiederherstellung beginnen',
    sentence: ({ source, policy }) =>
      sentence`die Wiederherstellung von ${account(source)} beginnen, künftig mit ${withKeys(policy)}`,
  },
  vetoRecovery: {
    label: 'Wiederherstellung verhindern',
    sentence: ({ source }) => sentence`die Wiederherstellung von ${account(source)} verhindern`,
  },
  finishRecovery: {
    label: 'Wiederherstellung abschließen',
    sentence: ({ source }) => sentence`die Wiederherstellung von ${account(source)} abschließen`,
  },
  setAlias: {
    label: 'Alias bestätigen',
    sentence: ({ source, account: holder, alias }) =>
      sentence`${{ type: 'alias', alias }} als ${account(holder)} bestätigen, durch ${account(source)}`,
  },
  removeAlias: {
    label: 'Alias entfernen',
    sentence: ({ source, account: holder, alias }) =>
      sentence`${account(holder)} das Alias ${{ type: 'alias', alias }} nehmen, durch ${account(source)}`,
  },
} satisfies Partial<OperationWords>;

const assets = {
  defineAsset: {
    label: 'Vermögenswert anlegen',
    sentence: ({ source, asset, decimals, name }) =>
      sentence`${{ type: 'asset', asset }} (${visibleText(name)}, ${decimals} Nachkommastellen) anlegen, herausgegeben von ${account(source)}`,
  },
  mint: {
    label: 'ausgeben',
    sentence: ({ source, to, ...made }) =>
      sentence`${units(made)} für ${account(to)} ausgeben, durch ${account(source)}`,
  },
  burn: {
    label: 'vernichten',
    sentence: ({ source, ...gone }) => sentence`${units(gone)} von ${account(source)} vernichten`,
  },
  setAuditor: {
    label: 'Prüfer festlegen',
    sentence({ source, asset: code, auditor }) {
      const asset = { type: 'asset', asset: code } as const;
      return auditor === null
        ? sentence`${asset} ohne Prüfer lassen, durch ${account(source)}`
        : sentence`${account(auditor)} lesen lassen, was in Zahlungen von ${asset} versiegelt ist, durch ${account(source)}`;
    },
  },
  setAssetRules: {
    label: 'Regeln festlegen',
    sentence: ({ source, asset, rules: given }) =>
      sentence`${{ type: 'asset', asset }} die Regeln geben: ${rules(asset, given)}, durch ${account(source)}`,
  },
  freeze: {
    label: 'sperren',
    sentence: ({ source, asset, account: whose }) =>
      sentence`${frozen(asset, whose)} sperren, durch ${account(source)}`,
  },
  unfreeze: {
    label: 'entsperren',
    sentence: ({ source, asset, account: whose }) =>
      sentence`${frozen(asset, whose)} entsperren, durch ${account(source)}`,
  },
  clawback: {
    label: 'zurückholen',
    sentence: ({ source, from, reason, ...taken }) =>
      sentence`${units(taken)} von ${account(from)} zurückholen (${clawbackReasons[reason]}), durch ${account(source)}`,
  },
  allowHolder: {
    label: 'auf Erlaubnisliste setzen',
    sentence: ({ source, asset, account: whose }) =>
      sentence`${account(whose)} auf die Erlaubnisliste von ${{ type: 'asset', asset }} setzen, durch ${account(source)}`,
  },
  disallowHolder: {
    label: 'von Erlaubnisliste nehmen',
    sentence: ({ source, asset, account: whose }) =>
      sentence`${account(whose)} von der Erlaubnisliste von ${{ type: 'asset', asset }} nehmen, durch ${account(source)}`,
  },
} satisfies Partial<OperationWords>;

const payments = {
  transfer: {
    label: 'überweisen',
    sentence: ({ source, to, ...paid }) =>
      sentence`${units(paid)} von ${account(source)} an ${account(to)} zahlen`,
  },
  pay: {
    label: 'zahlen',
    sentence: ({ source, to, remittance, ...paid }) =>
      sentence`${units(paid)} von ${account(source)} an ${account(to)} zahlen${purposeOf(remittance)}`,
  },
  paySealed: {
    label: 'versiegelt zahlen',
    sentence({ source, to, sealed, ...paid }) {
      const [, auditor] = sealed.readers;
      const whom = auditor === undefined ? '' : sentence` und ${account(auditor.account)}`;
      const payee = account(to);
      return sentence`${units(paid)} von ${account(source)} an ${payee} zahlen (wofür, ist versiegelt für ${payee}${whom})`;
    },
  },
  reserve: {
    label: 'reservieren',
    sentence({ source, to, expiresAt, release, ...reserved }) {
      const until = { type: 'time', time: expiresAt } as const;
      const by =
        release.type === 'arbiter'
          ? sentence`ausgezahlt von ${account(release.arbiter)}`
          : sentence`ausgezahlt gegen das Urbild von ${{ type: 'hex', hex: release.sha256 }}`;
      return sentence`${units(reserved)} von ${account(source)} für ${account(to)} bis ${until} reservieren, ${by}`;
    },
  },
  postHold: {
    label: 'Reservierung auszahlen',
    sentence: ({ source, hold, from, to, ...paid }) =>
      sentence`${units(paid)} aus der Reservierung ${{ type: 'hold', hold }} von ${account(from)} an ${account(to)} zahlen, durch ${account(source)}`,
  },
  claimHold: {
    label: 'Reservierung einlösen',
    sentence: ({ source, hold, from, to, preimage }) =>
      sentence`die ganze Reservierung ${{ type: 'hold', hold }} von ${account(from)} gegen das Urbild ${{ type: 'hex', hex: toHex(preimage) }} an ${account(to)} zahlen, durch ${account(source)}`,
  },
  voidHold: {
    label: 'Reservierung aufheben',
    sentence: ({ source, hold, from, to }) =>
      sentence`die Reservierung ${{ type: 'hold', hold }} für ${account(to)} an ${account(from)} zurückgeben, durch ${account(source)}`,
  },
} satisfies Partial<OperationWords>;

const mandates = {
  grantMandate: {
    label: 'Mandat erteilen',
    sentence({ source, delegate, asset, payees, validUntil, ...terms }) {
      const once = units({ asset, amount: terms.paymentMax });
      const all = units({ asset, amount: terms.periodMax });
      const until = { type: 'time', time: validUntil } as const;
      const whom = payees.flatMap((one, index) => [index === 0 ? '' : ', ', account(one)]);
      const payee = payees.length === 0 ? sentence`alle` : whom.filter((one) => one !== '');
      const who =
        delegate.type === 'account'
          ? sentence`${account(delegate.account)}`
          : sentence`den Schlüssel ${key(delegate.key)}`;
      return sentence`${who} höchstens ${once} auf einmal und ${all} je ${periodText(terms.period)} von ${account(source)} an ${payee} zahlen lassen, ${terms.paymentsMax}-mal bis ${until}`;
    },
  },
  revokeMandate: {
    label: 'Mandat widerrufen',
    sentence: ({ source, mandate }) =>
      sentence`das Mandat ${{ type: 'mandate', mandate }} von ${account(source)} widerrufen`,
  },
  revokeMandateByRecovery: {
    label: 'Mandat widerrufen',
    sentence: ({ source, mandate }) =>
      sentence`das Mandat ${{ type: 'mandate', mandate }} von ${account(source)} mit dessen Schlüsseln zur Wiederherstellung widerrufen`,
  },
  payUnderMandate: {
    label: 'unter Mandat zahlen',
    sentence: ({ source, mandate, from, to, remittance, ...paid }) =>
      sentence`${units(paid)} von ${account(from)} an ${account(to)} zahlen${purposeOf(remittance)}, unter dem Mandat ${{ type: 'mandate', mandate }}, durch ${account(source)}`,
  },
} satisfies Partial<OperationWords>;

const governance = {
  propose: {
    label: 'vorschlagen',
    sentence: ({ source, actions }) =>
      sentence`${actions.map(({ type }) => actionLabel(type, germanActions)).join(', ')} vorschlagen, durch ${account(source)}`,
  },
  vote: {
    label: 'abstimmen',
    sentence: ({ source, proposal, choice }) =>
      sentence`dem Vorschlag ${{ type: 'proposal', proposal }} ${choice === 'approve' ? 'zustimmen' : 'nicht zustimmen'}, durch ${account(source)}`,
  },
  announceVersion: {
    label: 'Version ankündigen',
    sentence: ({ source, node, version }) =>
      sentence`${node} ist bereit für Version ${version} des Protokolls, durch ${account(source)}`,
  },
} satisfies Partial<OperationWords>;

export const germanOperations: OperationWords = {
  ...accounts,
  ...assets,
  ...payments,
  ...mandates,
  ...governance,
};

function frozen(
  asset: Parameters<typeof units>[0]['asset'],
  whose: Parameters<typeof account>[0] | null,
): Sentence {
  const what = { type: 'asset', asset } as const;
  return whose === null
    ? sentence`allen Bestand an ${what}`
    : sentence`den Bestand von ${account(whose)} an ${what}`;
}
