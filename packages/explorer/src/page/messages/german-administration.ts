/** Texts of the page for administrators. */
export const germanOfAdministration = {
  Administration: 'Verwaltung',
  'For those who administer this node: its API keys. Each request takes an API key of the scope “admin” and the signature of a passkey that the node names.':
    'Für alle, die diesen Knoten verwalten: seine API-Schlüssel. Jede Anfrage braucht einen API-Schlüssel mit dem Recht „admin“ und die Unterschrift eines Passkeys, den der Knoten nennt.',
  'Passkeys belong to a name: open this page by https and the name of the node, or on this machine by localhost.':
    'Passkeys gehören zu einem Namen: Öffnen Sie diese Seite über https und den Namen des Knotens, oder auf diesem Rechner über localhost.',
  'API keys': 'API-Schlüssel',
  'Your API key': 'Dein API-Schlüssel',
  'Show the API keys': 'Die API-Schlüssel zeigen',
  'The new API key. It is not shown again:':
    'Der neue API-Schlüssel. Er wird nicht noch einmal gezeigt:',
  'the API key': 'den API-Schlüssel',
  'To be confirmed': 'Zu bestätigen',
  'The passkey signs exactly this request, for this once and for a minute:':
    'Der Passkey unterschreibt genau diese Anfrage, für dieses eine Mal und eine Minute lang:',
  'Confirm with the passkey': 'Mit dem Passkey bestätigen',
  'Do not send': 'Nicht senden',
  'There are no API keys.': 'Es gibt keine API-Schlüssel.',
  Scopes: 'Rechte',
  never: 'nie',
  'Last used': 'Zuletzt benutzt',
  'End it': 'Beenden',
  Revoke: 'Widerrufen',
  'Revoke {0}': '{0} widerrufen',
  'A new API key': 'Ein neuer API-Schlüssel',
  'Days that it lasts': 'Tage, die er gilt',
  'Make it': 'Anlegen',
  'A passkey for this node': 'Ein Passkey für diesen Knoten',
  'Your device makes it and asks you for each signature. The operator of the node then names it: without that it opens nothing. It signs classically, which a quantum computer could forge; administrators at the command line sign with ML-DSA.':
    'Dein Gerät legt ihn an und fragt dich vor jeder Unterschrift. Der Betreiber des Knotens nennt ihn dann: Ohne das öffnet er nichts. Er unterschreibt klassisch, was ein Quantenrechner fälschen könnte; an der Befehlszeile unterschreiben Verwalter mit ML-DSA.',
  'Your name': 'Dein Name',
  'Make a passkey': 'Einen Passkey anlegen',
  'The operator adds this to http.administratorPasskeys, and starts the node again:':
    'Der Betreiber ergänzt damit http.administratorPasskeys und startet den Knoten neu:',
  'the passkey': 'den Passkey',
} as const;
