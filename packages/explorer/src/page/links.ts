/**
 * The links of the network out of what each node says of its own. A link has two ends, so most are told twice: what
 * both say alike is as good as it gets, what they say differently is worth seeing.
 */
import { type ForeignText, rawText, visibleText } from '@trellis/protocol';
import type { LinksResponse } from '@trellis/protocol/http-api';

/** What the two ends of a link agreed on, as a node tells it. */
export interface Agreed {
  readonly group: ForeignText;
  readonly cipher: ForeignText;
  readonly signatureScheme: ForeignText;
}

export interface Link {
  /** Names of nodes in alphabetical order; a peer that the registry does not name is named by its id. */
  readonly ends: readonly [string, string];
  /** By the name of the end that says so; one or two. */
  readonly told: ReadonlyMap<string, Agreed>;
  readonly word: 'both' | 'one' | 'differ';
}

/** Every link that a node at one of its ends tells of, in the order of their names. */
export function linksOfNetwork({ nodes }: LinksResponse): readonly Link[] {
  const links = new Map<string, { ends: [string, string]; told: Map<string, Agreed> }>();
  for (const node of nodes) {
    const teller = visibleText(node.name || node.peer);
    for (const { name, peer, group, cipher, signatureScheme } of node.links ?? []) {
      const [first, second] = [teller, visibleText(name || peer)].sort();
      // A node has no link with itself, whatever it says.
      if (first === undefined || second === undefined || first === second) continue;
      const key = `${first} ${second}`;
      const link = links.get(key) ?? { ends: [first, second], told: new Map() };
      link.told.set(teller, { group, cipher, signatureScheme });
      links.set(key, link);
    }
  }
  return [...links.values()]
    .map((link) => ({ ...link, word: wordFor([...link.told.values()]) }))
    .sort((a, b) => a.ends.join(' ').localeCompare(b.ends.join(' ')));
}

/** The identities are two, each signed with a scheme of its own; group and cipher are the connection's. */
function wordFor([one, other]: readonly Agreed[]): Link['word'] {
  if (one === undefined || other === undefined) return 'one';
  return one.group === other.group && one.cipher === other.cipher ? 'both' : 'differ';
}

/** Whether the key exchange withstands a quantum computer, by everybody who tells of it. */
export function isPostQuantumLink({ told }: Link): boolean {
  return [...told.values()].every(({ group }) => /MLKEM/i.test(rawText(group)));
}
