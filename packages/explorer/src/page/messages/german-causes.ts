/** Why there is no new block, or that there is, in German; the node's own sentence says more. */
import type { StallCause } from '@trellis/protocol/http-api';

export const germanCauses: Readonly<Record<StallCause, string>> = {
  deciding: 'Über einen Block wird gerade entschieden.',
  nothing_to_do: 'Es ist nichts zu tun: Keine Transaktion wartet.',
  quorum_missing: 'Es nehmen zu wenige Validatoren teil.',
  proposal_missing: 'Der Vorschlag für den nächsten Block ist nicht gekommen.',
  block_unchecked: 'Der vorgeschlagene Block ist noch nicht geprüft.',
  votes_missing: 'Es fehlen Stimmen für den nächsten Block.',
  votes_split: 'Die Stimmen sind geteilt.',
  catching_up: 'Der Knoten holt Blöcke nach.',
  left_behind: 'Der Knoten ist zurückgeblieben und bekommt keine Blöcke.',
  cut_off: 'Der Knoten hört keinen anderen Validator.',
  own_clock_off: 'Die Uhr des Knotens geht falsch.',
  disk_full: 'Die Festplatte des Knotens ist voll.',
  validators_absent: 'Validatoren fehlen.',
  not_voting: 'Validatoren stimmen nicht ab.',
  clock_off: 'Uhren gehen falsch.',
  comparing_memory:
    'Der Knoten vergleicht, was er unterschrieben hat, mit dem, was andere davon wissen.',
  memory_doubted:
    'Zu viele Validatoren können nicht abstimmen: Sie haben vielleicht vergessen, was sie unterschrieben haben.',
  chain_ahead_of_clock: 'Die Zeit des neuesten Blocks ist der Uhr des Knotens voraus.',
  key_missing: 'Dem Knoten fehlt der Schlüssel, mit dem er abstimmen soll.',
  links_slow: 'Antworten anderer Validatoren dauern lange.',
};
