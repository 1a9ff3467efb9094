/** Every kind of action of a proposal in German; one without words does not compile. */
import { keyAddress } from '@trellis/crypto';
import { type ActionWords, account, type GovernanceActionOf, sentence } from '@trellis/protocol';
import { germanRoles } from './german-codes.ts';
import { key } from './german-sentences.ts';

type SchemeUse = GovernanceActionOf<'allowScheme'>['use'];

const users: Readonly<Record<SchemeUse, string>> = {
  accounts: 'Konten',
  validators: 'Validatoren',
  recovery: 'Schlüssel zur Wiederherstellung',
};

const nodes = {
  addValidator: {
    label: 'Validator aufnehmen',
    sentence: ({ node, power, scheme, publicKey }) =>
      sentence`${node} wird Validator mit Stimmgewicht ${power} und dem Schlüssel ${key(keyAddress(scheme, publicKey))} (${scheme})`,
  },
  removeValidator: {
    label: 'Validator entlassen',
    sentence: ({ node }) => sentence`${node} ist nicht mehr Validator`,
  },
  setPower: {
    label: 'Stimmgewicht setzen',
    sentence: ({ node, power }) => sentence`${node} hat Stimmgewicht ${power}`,
  },
  rotateValidatorKey: {
    label: 'Schlüssel des Validators wechseln',
    sentence: ({ node, scheme, publicKey }) =>
      sentence`${node} stimmt mit dem Schlüssel ${key(keyAddress(scheme, publicKey))} (${scheme}) ab`,
  },
  addNode: {
    label: 'Knoten aufnehmen',
    sentence: ({ node, peer, operator }) =>
      sentence`${node} tritt dem Netz als ${peer} bei, betrieben von ${account(operator)}`,
  },
  removeNode: {
    label: 'Knoten ausschließen',
    sentence: ({ node }) => sentence`${node} verlässt das Netz`,
  },
  rotateNetworkKey: {
    label: 'Netzschlüssel wechseln',
    sentence: ({ node, networkKey, overlap }) =>
      sentence`${node} verbindet sich mit dem Netzschlüssel ${key(networkKey)}; der alte gilt noch ${overlap} Blöcke`,
  },
  setOperator: {
    label: 'Betreiber festlegen',
    sentence: ({ node, operator }) => sentence`${node} wird von ${account(operator)} betrieben`,
  },
} satisfies Partial<ActionWords>;

export const germanActions: ActionWords = {
  ...nodes,
  grantRole: {
    label: 'Rolle geben',
    sentence: ({ account: whose, role }) =>
      sentence`${account(whose)} bekommt die Rolle ${germanRoles[role]}`,
  },
  revokeRole: {
    label: 'Rolle nehmen',
    sentence: ({ account: whose, role }) =>
      sentence`${account(whose)} verliert die Rolle ${germanRoles[role]}`,
  },
  allowScheme: {
    label: 'Verfahren zulassen',
    sentence: ({ use, scheme }) => sentence`${users[use]} dürfen ${scheme} benutzen`,
  },
  phaseOutScheme: {
    label: 'Verfahren auslaufen lassen',
    sentence: ({ use, scheme, lastHeight }) =>
      sentence`${users[use]} dürfen ${scheme} bis Block ${lastHeight} benutzen, danach nicht mehr`,
  },
  setLimits: {
    label: 'Grenzen setzen',
    sentence: ({ limits: { blockBytesMax, blockTransactionsMax, recoveryDelay } }) =>
      sentence`Blöcke haben höchstens ${blockBytesMax} Bytes und ${blockTransactionsMax} Transaktionen; Wiederherstellungen dauern mindestens ${recoveryDelay} Blöcke`,
  },
  setFees: {
    label: 'Gebühren setzen',
    sentence({ fees }) {
      if (fees === null) return ['Transaktionen sind kostenlos'];
      const { asset, perTransaction, perByte, perSignature, recipient } = fees;
      const more = (amount: bigint) => ({ type: 'moreUnits', asset, amount }) as const;
      const whom = recipient === null ? 'den Betreiber des Vorschlagenden' : account(recipient);
      return sentence`eine Transaktion kostet ${more(perTransaction)} ${{ type: 'asset', asset }}, ${more(perByte)} je Byte und ${more(perSignature)} je Unterschrift, an ${whom}`;
    },
  },
  upgrade: {
    label: 'Protokoll erneuern',
    sentence: ({ version, height, release, releaseHash }) =>
      sentence`Blöcke haben ab Block ${height} Version ${version} des Protokolls, wenn bis dahin mehr als 5/6 des Stimmgewichts bereit sind; die Software ist ${release} (SHA-256 ${releaseHash})`,
  },
};
