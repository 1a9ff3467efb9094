/** What codes of the ledger and of a node mean, in German; a code without a text does not compile. */
import {
  type GrantableRole,
  groupDigits,
  limits,
  type Rejection,
  type Status,
} from '@trellis/protocol';

export const germanRoles: Readonly<Record<GrantableRole, string>> = {
  issuer: 'Herausgeber',
  registrar: 'Registrator',
  auditor: 'Prüfer',
  directory: 'Verzeichnis',
};

const days = (ms: number): number => ms / (24 * 3_600_000);

/** Two or three words, for lists, and a sentence that says what to do. */
type Meaning = readonly [short: string, sentence: string];

export const germanStatuses: Readonly<Record<Status, Meaning>> = {
  success: ['erfolgreich', 'Jeder Vorgang wurde ausgeführt.'],
  unknown_account: [
    'unbekanntes Konto',
    'Ein Konto, an das gezahlt wird, gibt es nicht; eröffnen Sie es zuerst mit createAccount.',
  ],
  account_exists: ['Konto besteht schon', 'Das Konto, das eröffnet werden soll, gibt es schon.'],
  unknown_asset: [
    'unbekannter Vermögenswert',
    'Den Vermögenswert gibt es nicht; legen Sie ihn zuerst mit defineAsset an.',
  ],
  asset_exists: [
    'Vermögenswert besteht schon',
    'Es gibt schon einen Vermögenswert mit diesem Kürzel; wählen Sie ein anderes.',
  ],
  insufficient_funds: [
    'Guthaben reicht nicht',
    'Das Konto hat weniger von dem Vermögenswert, als der Vorgang nimmt.',
  ],
  not_issuer: [
    'nicht der Herausgeber',
    'Nur der Herausgeber darf Einheiten ausgeben oder den Vermögenswert steuern.',
  ],
  zero_amount: [
    'Betrag null',
    'Ein Betrag von null bewegt nichts; geben Sie mindestens eine Einheit an.',
  ],
  amount_overflow: ['Betrag zu groß', 'Der Umlauf würde 2^128 - 1 Einheiten übersteigen.'],
  invalid_policy: [
    'ungültige Zeichnungsregel',
    'Die Zeichnungsregel hat ein Gewicht von null, einen Schlüssel doppelt oder eine Schwelle, die ihre Schlüssel nicht erreichen.',
  ],
  scheme_not_allowed: [
    'Verfahren nicht erlaubt',
    'Die Genesis erlaubt dieses Signaturverfahren für Konten nicht.',
  ],
  invalid_decimals: [
    'ungültige Nachkommastellen',
    `Ein Vermögenswert hat höchstens ${limits.assetDecimalsMax} Nachkommastellen.`,
  ],
  same_account: ['dasselbe Konto', 'Quelle und Ziel sind dasselbe Konto.'],
  rule_locked: [
    'Regel unveränderlich',
    'Eine unveränderliche Regel des Vermögenswerts würde sich ändern.',
  ],
  invalid_rules: [
    'ungültige Regeln',
    'Die unveränderlichen Regeln sind nicht je einmal und der Reihe nach genannt.',
  ],
  not_by_rules: [
    'gegen die Regeln',
    'Die Regeln des Vermögenswerts erlauben das seinem Herausgeber nicht; „trellis asset show“ zeigt sie.',
  ],
  supply_exceeded: [
    'Umlauf überschritten',
    'Es gäbe mehr Einheiten, als die Regeln des Vermögenswerts erlauben.',
  ],
  account_frozen: [
    'Konto gesperrt',
    'Ein Konto ist für diesen Vermögenswert gesperrt: Es kann nichts davon senden oder empfangen, bis der Herausgeber es entsperrt.',
  ],
  asset_frozen: [
    'Vermögenswert gesperrt',
    'Der ganze Vermögenswert ist gesperrt: Niemand kann davon senden oder empfangen, bis der Herausgeber ihn entsperrt.',
  ],
  not_listed: [
    'nicht aufgelistet',
    'Ein Konto steht nicht auf der Erlaubnisliste des Vermögenswerts; der Herausgeber setzt es mit allowHolder darauf.',
  ],
  no_change: ['keine Änderung', 'Es ist schon so; der Vorgang würde nichts ändern.'],
  unknown_hold: [
    'unbekannte Reservierung',
    'Diese Reservierung gibt es nicht: Sie wurde ausgezahlt, zurückgegeben oder gab es nie.',
  ],
  hold_expired: [
    'Reservierung abgelaufen',
    'Die Reservierung ist abgelaufen: Sie geht an ihren Zahler zurück und kann nicht ausgezahlt werden.',
  ],
  invalid_hold_time: [
    'ungültige Frist',
    `Eine Reservierung endet zu einer ganzen Sekunde nach ihrem Block, höchstens ${days(limits.holdMsMax)} Tage später.`,
  ],
  too_many_holds: [
    'zu viele Reservierungen',
    'Zu dieser Sekunde enden schon so viele Reservierungen wie möglich; nehmen Sie eine andere.',
  ],
  not_hold_party: [
    'nicht beteiligt',
    'Die Quelle ist kein Konto, das dies mit der Reservierung tun darf: Der Entscheidende zahlt sie aus, er oder der Empfänger hebt sie auf.',
  ],
  wrong_release: [
    'andere Auszahlung',
    'Die Reservierung wird anders ausgezahlt: von ihrem Entscheidenden, oder an den, der ihr Urbild zeigt.',
  ],
  wrong_preimage: [
    'falsches Urbild',
    'Der SHA-256-Hash des Urbilds ist nicht der, den die Reservierung nennt.',
  ],
  amount_above_hold: ['mehr als reserviert', 'Die Reservierung ist über weniger.'],
  hold_mismatch: [
    'andere Reservierung',
    'Die Reservierung ist nicht zwischen diesen Konten oder nicht über diesen Vermögenswert.',
  ],
  alias_taken: [
    'Alias vergeben',
    'Ein anderes Konto hat dieses Alias oder eines, das ihm gleicht; „trellis alias find“ zeigt, wem es gehört.',
  ],
  unknown_alias: ['unbekannter Alias', 'Das Konto hat dieses Alias nicht.'],
  too_many_aliases: [
    'zu viele Aliasse',
    `Ein Konto hat höchstens ${limits.aliasesMax} Aliasse; entfernen Sie zuerst eines.`,
  ],
  not_alias_party: [
    'nicht beteiligt',
    'Nur das Konto selbst oder ein Konto mit der Rolle Verzeichnis kann das Alias entfernen.',
  ],
  alias_mismatch: [
    'anderer Schlüssel',
    'Eine IBAN steht unter einem Schlüssel des Verzeichnisses, das sie bestätigt.',
  ],
  unknown_mandate: [
    'unbekanntes Mandat',
    'Dieses Mandat gibt es nicht: Es wurde widerrufen oder nie erteilt.',
  ],
  mandate_mismatch: [
    'anderes Mandat',
    'Das Mandat ist von einem anderen Konto oder für einen anderen Vermögenswert.',
  ],
  not_delegate: [
    'nicht beauftragt',
    'Die Quelle ist nicht der Beauftragte des Mandats oder wird nicht von seinem Schlüssel allein geführt.',
  ],
  mandate_expired: [
    'Mandat abgelaufen',
    'Das Mandat ist vorbei; sein Inhaber kann ein anderes erteilen.',
  ],
  payee_not_allowed: [
    'Empfänger nicht erlaubt',
    'Das Mandat erlaubt keine Zahlungen an dieses Konto.',
  ],
  mandate_used_up: ['Mandat aufgebraucht', 'Alle Zahlungen des Mandats sind gemacht.'],
  mandate_exceeded: [
    'Mandat überschritten',
    'Die Zahlung ist größer, als das Mandat auf einmal oder in diesem Zeitraum noch erlaubt.',
  ],
  invalid_mandate: [
    'ungültiges Mandat',
    `Ein Mandat erlaubt Zahlungen von mindestens einer Einheit und höchstens dem Betrag des Zeitraums, Zeiträume von mindestens einer Sekunde, und endet nach seinem Block, höchstens ${days(limits.mandateMsMax)} Tage später. Ein Empfänger ist einmal genannt.`,
  ],
  too_many_mandates: [
    'zu viele Mandate',
    `Ein Konto hat höchstens ${limits.mandatesMax} Mandate zugleich; widerrufen Sie zuerst eines.`,
  ],
  no_encryption_key: [
    'kein Verschlüsselungsschlüssel',
    'Der Empfänger oder der Prüfer hat keinen Verschlüsselungsschlüssel veröffentlicht; das geht mit setEncryptionKey.',
  ],
  wrong_readers: [
    'falsche Leser',
    'Ein versiegelter Verwendungszweck ist für den Empfänger und den Prüfer des Vermögenswerts, in dieser Reihenfolge, und für niemanden sonst.',
  ],
  role_missing: ['Rolle fehlt', 'Der Quelle fehlt die Rolle, die der Vorgang braucht.'],
  unknown_proposal: ['unbekannter Vorschlag', 'Einen Vorschlag dieser Nummer gibt es nicht.'],
  proposal_closed: [
    'Vorschlag entschieden',
    'Der Vorschlag ist schon angenommen, gescheitert oder abgelehnt.',
  ],
  proposal_expired: [
    'Vorschlag abgelaufen',
    'Der Block, bis zu dem abgestimmt werden konnte, ist vorbei.',
  ],
  invalid_expiry: [
    'ungültige Frist',
    `Ein Vorschlag ist mindestens einen und höchstens ${groupDigits(limits.proposalBlocksMax)} Blöcke offen, und ein Verfahren endet in einem künftigen Block.`,
  ],
  unknown_node: ['unbekannter Knoten', 'Ein Knoten dieses Namens ist nicht eingetragen.'],
  node_exists: [
    'Knoten besteht schon',
    'Ein Knoten dieses Namens oder mit dieser Peer-Id ist schon eingetragen.',
  ],
  unknown_validator: ['kein Validator', 'Der Knoten ist kein Validator.'],
  validator_exists: ['schon Validator', 'Der Knoten ist schon ein Validator.'],
  invalid_power: [
    'ungültiges Stimmgewicht',
    `Das Stimmgewicht eines Validators ist eine ganze Zahl von 1 bis ${limits.validatorPowerMax}.`,
  ],
  last_validator: [
    'letzter Validator',
    'Eine Kette ohne Validatoren könnte nie weitergehen; nehmen Sie zuerst einen anderen auf.',
  ],
  too_much_change: [
    'zu große Änderung',
    'Ein Drittel des Stimmgewichts oder mehr würde sich ändern; verteilen Sie es auf mehrere Vorschläge.',
  ],
  key_in_use: [
    'Schlüssel in Gebrauch',
    'Ein anderer Validator oder Knoten benutzt diesen Schlüssel schon.',
  ],
  invalid_key: ['ungültiger Schlüssel', 'Der öffentliche Schlüssel ist keiner seines Verfahrens.'],
  scheme_in_use: [
    'Verfahren in Gebrauch',
    'Ein Validator stimmt noch mit dem Verfahren ab; wechseln Sie zuerst seinen Schlüssel.',
  ],
  invalid_parameters: [
    'ungültige Parameter',
    'Die Grenzen oder Gebühren sind außerhalb ihres Bereichs, oder den Vermögenswert gibt es nicht.',
  ],
  too_many_keys: [
    'zu viele Schlüssel',
    'Zu viele Netzschlüssel des Knotens gelten zugleich; warten Sie, bis einer endet.',
  ],
  invalid_upgrade: [
    'ungültige Erneuerung',
    'Eine Erneuerung führt zu einer höheren Version als der geltenden, frühestens zwei Blöcke nach der Abstimmung und höchstens 1.000.000 Blöcke voraus.',
  ],
  not_operator: [
    'nicht der Betreiber',
    'Die Quelle betreibt den Knoten nicht; nur sein Betreiber spricht für ihn.',
  ],
  no_recovery: [
    'keine Wiederherstellung',
    'Das Konto hat keine Schlüssel zur Wiederherstellung; sein Inhaber legt sie mit setRecovery fest.',
  ],
  recovery_pending: [
    'Wiederherstellung läuft',
    'Eine Wiederherstellung des Kontos hat begonnen; sie muss zuerst verhindert oder abgeschlossen werden.',
  ],
  no_pending_recovery: [
    'keine Wiederherstellung begonnen',
    'Für das Konto hat keine Wiederherstellung begonnen.',
  ],
  recovery_too_early: [
    'Wiederherstellung zu früh',
    'Die Frist, in der der Inhaber die Wiederherstellung verhindern kann, ist noch nicht vorbei.',
  ],
  invalid_delay: [
    'ungültige Frist',
    'Die Frist ist kürzer als die kürzeste, die die Kette für eine Wiederherstellung erlaubt.',
  ],
};

export const germanRejections: Readonly<Record<Rejection, Meaning>> = {
  malformed: ['fehlerhaft', 'Die Bytes oder das JSON sind keine Transaktion.'],
  too_large: ['zu groß', 'Die unterschriebene Transaktion ist größer als erlaubt.'],
  not_in_force: [
    'noch nicht in Kraft',
    'Sie hat einen Vorgang, eine Maßnahme oder ein Verfahren, das erst mit einer späteren Version des Protokolls beginnt.',
  ],
  forbidden_text: [
    'verbotener Text',
    'Ein Verwendungszweck oder ein Name enthält ein Zeilenende, ein Steuerzeichen oder ein unsichtbares Zeichen; lassen Sie es weg.',
  ],
  wrong_chain: ['andere Kette', 'Die Transaktion wurde für eine andere Kette gemacht.'],
  expired: ['abgelaufen', 'Der Block in validUntil ist vorbei; machen Sie die Transaktion neu.'],
  valid_too_long: [
    'zu lange gültig',
    `validUntil ist zu weit voraus; erlaubt sind höchstens ${groupDigits(limits.validityBlocksMax)} Blöcke.`,
  ],
  unknown_sender: [
    'unbekannter Absender',
    'Der Absender oder die Quelle eines Vorgangs hat kein Konto auf dieser Kette.',
  ],
  fee_not_covered: [
    'Gebühr nicht gedeckt',
    'Der Absender hat weniger als die Gebühr der Transaktion.',
  ],
  fee_not_payable: [
    'Gebühr nicht zahlbar',
    'Der Absender ist für den Vermögenswert gesperrt, in dem Gebühren gezahlt werden, oder steht nicht auf dessen Erlaubnisliste.',
  ],
  sequence_used: [
    'Folgenummer verbraucht',
    'Die Folgenummer ist verbraucht; nehmen Sie die nächste des Kontos.',
  ],
  sequence_taken: [
    'Folgenummer belegt',
    'Eine andere Transaktion mit dieser Folgenummer wartet schon.',
  ],
  sequence_too_far: [
    'Folgenummer zu hoch',
    'Die Folgenummer ist dem Konto zu weit voraus; senden Sie zuerst die davor.',
  ],
  no_recovery_keys: [
    'keine Schlüssel zur Wiederherstellung',
    'Die Schlüssel zur Wiederherstellung müssen unterschreiben, und das Konto hat keine; sein Inhaber legt sie mit setRecovery fest.',
  ],
  witness_unneeded: [
    'überflüssige Unterschrift',
    'Eine Unterschrift ist für ein Konto, das nicht unterschreiben muss oder schon genug hat; lassen Sie sie weg.',
  ],
  witness_duplicate: [
    'doppelte Unterschrift',
    'Zwei Unterschriften sind vom selben Schlüssel desselben Kontos.',
  ],
  unknown_key: [
    'unbekannter Schlüssel',
    'Eine Unterschrift nennt einen Schlüssel, der nicht in der Zeichnungsregel ihres Kontos steht.',
  ],
  scheme_phased_out: [
    'Verfahren ausgelaufen',
    'Das Verfahren eines Schlüssels ist auf dieser Kette nicht erlaubt.',
  ],
  policy_not_met: [
    'Zeichnungsregel nicht erfüllt',
    'Die Unterschriften erreichen nicht das Gewicht oder das post-quanten-sichere Gewicht, das jedes beteiligte Konto verlangt.',
  ],
  missing_public_key: [
    'öffentlicher Schlüssel fehlt',
    'Ein Schlüssel wird zum ersten Mal benutzt: Seine Unterschrift muss den öffentlichen Schlüssel mitbringen.',
  ],
  wrong_public_key: [
    'falscher öffentlicher Schlüssel',
    'Der öffentliche Schlüssel einer Unterschrift ist nicht der, den die Zeichnungsregel ihres Kontos nennt.',
  ],
  bad_signature: ['falsche Unterschrift', 'Eine Unterschrift stimmt nicht.'],
  mempool_full: [
    'Mempool voll',
    'Der Knoten hat zu viele wartende Transaktionen; versuchen Sie es später noch einmal.',
  ],
};
