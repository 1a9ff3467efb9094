/** Texts about consents: what clients ask for, and how it is given and ended. */
export const germanOfConsents = {
  see: 'sehen',
  pay: 'zahlen',
  'pay once': 'einmal zahlen',
  'balances and history, until ': 'Guthaben und Verlauf, bis ',
  ' to ': ' an ',
  ', until ': ', bis ',
  'at most ': 'höchstens ',
  ' at once and ': ' auf einmal und ',
  ' in each ': ' je ',
  anybody: 'alle',
  ' times until ': ' Mal bis ',
  'Sign in the wallet': 'In der Wallet unterschreiben',
  'with the keys of this browser; it shows all of this again.':
    'mit den Schlüsseln dieses Browsers; sie zeigt all das noch einmal.',
  'The server leads elsewhere than to where the client waits: {0}':
    'Der Server führt anderswohin als dorthin, wo der Klient wartet: {0}',
  Consents: 'Einwilligungen',
  'A client asks for your consent': 'Ein Klient bittet um Ihre Einwilligung',
  'asks for this:': 'bittet darum:',
  'Open the link that the client or another owner gave you, or choose the file that others have signed.':
    'Öffnen Sie den Link, den Ihnen der Klient oder ein anderer Inhaber gab, oder wählen Sie die Datei, die andere unterschrieben haben.',
  'Continue only if you came from {0}.': 'Fahren Sie nur fort, wenn Sie von {0} kamen.',
  'Consent that others have signed': 'Einwilligung, die andere unterschrieben haben',
  'For the account': 'Für das Konto',
  'one that a key of this browser signs for':
    'eines, für das ein Schlüssel dieses Browsers unterschreibt',
  'choose the account': 'wählen Sie das Konto',
  'It asks to pay, so you sign twice: first a mandate on the chain, by which every validator keeps the client to these limits, then the consent.':
    'Er will zahlen, darum unterschreiben Sie zweimal: zuerst ein Mandat auf der Kette, mit dem jeder Validator den Klienten an diese Grenzen hält, dann die Einwilligung.',
  'The mandate is on the chain already': 'Das Mandat ist schon auf der Kette',
  'Transaction that granted it': 'Transaktion, die es erteilt hat',
  'the id of a transaction has 64 hexadecimal digits':
    'die Kennung einer Transaktion hat 64 hexadezimale Stellen',
  'Give the consent': 'Einwilligung erteilen',
  'You let “{0}” act for your account:': 'Sie lassen „{0}“ für Ihr Konto handeln:',
  Server: 'Server',
  'Mandates granted by': 'Mandate erteilt durch',
  'end the consent {0}, and all its tokens with it':
    'die Einwilligung {0} beenden, und mit ihr alle ihre Token',
  'Its mandates stay on the chain until they are revoked there, or end.':
    'Ihre Mandate bleiben auf der Kette, bis sie dort widerrufen werden oder enden.',
  'Consent {0} with {1}': 'Einwilligung {0} mit {1}',
  'Others have to sign as well. Give them the file, which was saved, or the link. Whoever signs last sends it.':
    'Andere müssen mitunterschreiben. Geben Sie ihnen die Datei, die gespeichert wurde, oder den Link. Wer zuletzt unterschreibt, sendet sie ab.',
  'The client can pay anybody from your account, also itself.':
    'Der Klient kann von Ihrem Konto an alle zahlen, auch an sich selbst.',
  'It lasts for more than a year.': 'Es gilt länger als ein Jahr.',
  'All of it is over with the first of its parts.':
    'Mit dem ersten seiner Teile ist alles zu Ende.',
  'these bytes are no consent: {0}': 'diese Bytes sind keine Einwilligung: {0}',
  'this file has nothing to sign here: {0}': 'diese Datei hat hier nichts zu unterschreiben: {0}',
  'this link brings nothing to sign: {0}': 'dieser Link bringt nichts zu unterschreiben: {0}',
  'this is about something else than what is shown here':
    'hier geht es um etwas anderes als das, was gezeigt wird',
  'what was signed is not what the client asks for':
    'was unterschrieben wurde, ist nicht das, worum der Klient bittet',
  'The chain does not have these mandates: have their transaction signed and submitted first, then give the consent again. ({0})':
    'Die Kette hat diese Mandate nicht: Lassen Sie zuerst ihre Transaktion unterschreiben und senden, und erteilen Sie dann die Einwilligung noch einmal. ({0})',
  'The server of this wallet passes nothing on that is for consents (docs/wallet.md).':
    'Der Server dieser Wallet reicht nichts weiter, was für Einwilligungen ist (docs/wallet.md).',
  'The server calls itself {0}, and this wallet asks {1}: open the wallet there.':
    'Der Server nennt sich {0}, und diese Wallet fragt {1}: Öffnen Sie die Wallet dort.',
  'Whom you let act for your accounts at this node, as the node reports it. What they can pay is in mandates on the chain, which are proven here.':
    'Wen Sie an diesem Knoten für Ihre Konten handeln lassen, wie der Knoten es meldet. Was sie zahlen können, steht in Mandaten auf der Kette, die hier bewiesen werden.',
  'Link of a client that asks': 'Link eines Klienten, der bittet',
  'such as https://node1.example/explorer/consent/…':
    'etwa https://node1.example/explorer/consent/…',
  'this is no link of a request': 'das ist kein Link einer Bitte',
  'Look at it': 'Ansehen',
  'Sign a consent of a file': 'Einwilligung aus einer Datei unterschreiben',
  'End of a consent that others have signed':
    'Ende einer Einwilligung, das andere unterschrieben haben',
  'the node names no consent': 'der Knoten nennt keine Einwilligung',
  'The consent {0} has ended, and its tokens with it.':
    'Die Einwilligung {0} ist beendet, und mit ihr ihre Token.',
  'End the consent': 'Einwilligung beenden',
  'Consents of {0}': 'Einwilligungen von {0}',
  'It has let nobody act for it here.': 'Es lässt hier niemanden für sich handeln.',
  'Consent to {0} ({1})': 'Einwilligung an {0} ({1})',
  Given: 'Erteilt',
  Ended: 'Beendet',
  'Who acted when': 'Wer wann gehandelt hat',
  revoked: 'widerrufen',
  'over: its time has come': 'abgelaufen',
  'in force': 'in Kraft',
  'used up: all payments were made (proven)':
    'aufgebraucht: alle Zahlungen sind gemacht (bewiesen)',
  'nothing can be paid: its mandates were revoked (proven)':
    'nichts kann gezahlt werden: ihre Mandate wurden widerrufen (bewiesen)',
  'not on the chain any more': 'nicht mehr auf der Kette',
  '{0} of {1} payments made, {2} left now': '{0} von {1} Zahlungen gemacht, jetzt übrig {2}',
  'Revoke the mandate': 'Mandat widerrufen',
  'Each call that the client made, also one that was refused.':
    'Jeder Aufruf des Klienten, auch ein abgelehnter.',
  'Nobody acted by it.': 'Niemand hat mit ihr gehandelt.',
  Call: 'Aufruf',
  Times: 'Mal',
} as const;
