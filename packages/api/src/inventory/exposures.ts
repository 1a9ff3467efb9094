/** What a quantum computer would open, as sentences: of data recorded today, and of keys in use. */
import { schemes } from '@trellis/crypto';
import { groupAlgorithm } from './algorithms.ts';
import type { InventoryFacts } from './facts.ts';

/** The sentences; none of them when nothing is exposed. */
export function exposures(facts: InventoryFacts): readonly string[] {
  const found: string[] = [];
  for (const { name, group } of facts.connections) {
    if (groupAlgorithm(group).quantumLevel > 0) continue;
    found.push(
      `harvest now, decrypt later: what is exchanged with ${name} (key exchange ${group})`,
    );
  }
  if (!facts.requirePostQuantum) {
    found.push(
      'harvest now, decrypt later: connections to nodes that offer a classical key exchange only, ' +
        'since network.requirePostQuantum is false',
    );
  }
  if (facts.https === null) {
    found.push(
      'readable by whoever sees it: requests and answers of the HTTP API, which is not encrypted',
    );
  }
  if (facts.https?.requirePostQuantum === false) {
    found.push(
      'harvest now, decrypt later: what clients get from the HTTP API that offer a classical key exchange ' +
        'only, since http.tls.requirePostQuantum is false',
    );
  }
  const forged = (rules: InventoryFacts['accountSchemes'], what: string): void => {
    for (const { scheme, until } of rules) {
      if (schemes[scheme].postQuantum) continue;
      const end = until === null ? 'without end' : `up to block ${until}`;
      found.push(`forgery with a quantum computer: ${what} that use ${scheme}, allowed ${end}`);
    }
  };
  forged(facts.accountSchemes, 'transactions of accounts');
  forged(facts.recoverySchemes, 'recoveries of accounts');
  forged(facts.validatorSchemes, 'votes of validators');
  return found;
}
