/** What a search can mean, while it is being typed: by the beginning of an id, address, name, asset or number. */

import { getAccounts, getAssets, getProposals, getValidators } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { rawText, visibleText } from '@trellis/protocol';
import { shortAddress, shortHash } from './format.ts';
import type { Live } from './live.ts';
import { pathTo } from './router.ts';
import type { Session } from './session.ts';

export interface Suggestion {
  readonly kind: string;
  readonly text: string;
  readonly path: string;
  /** What is compared with the beginning of what was typed, in lower case. */
  readonly names: readonly string[];
}

const suggestionsMax = 8;

/** Those that begin with this; the node's lists are asked for once (`listSuggestions`). */
export function matching(all: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted.length === 0) return [];
  return all
    .filter(({ names }) => names.some((name) => name.startsWith(wanted)))
    .slice(0, suggestionsMax);
}

/** Blocks and transactions that are here already. */
export function liveSuggestions({ blocks }: Pick<Live, 'blocks'>): readonly Suggestion[] {
  return blocks.flatMap(({ block }) => {
    const { height } = block.header;
    return [
      {
        kind: 'Block',
        text: String(height),
        path: pathTo('block', height),
        names: [String(height), block.blockId],
      },
      ...block.transactions.map(({ transactionId: id }) => ({
        kind: 'Transaction',
        text: shortHash(id),
        path: pathTo('tx', id),
        names: [id],
      })),
    ];
  });
}

/** The viewer's own names. */
export function ownSuggestions(names: ReadonlyMap<string, string>): readonly Suggestion[] {
  return [...names].map(([address, name]) => ({
    kind: 'Account',
    text: `“${name}” ${shortAddress(address)}`,
    path: pathTo('account', address),
    names: [rawText(name).toLowerCase()],
  }));
}

/** What the node lists; a list that it does not give suggests nothing. */
export async function listSuggestions({
  transport,
}: Pick<Session, 'transport'>): Promise<readonly Suggestion[]> {
  const lists = await Promise.allSettled([
    getAssets(transport).then(({ assets }) =>
      assets.map(({ asset }) => ({
        kind: 'Asset',
        text: asset,
        path: pathTo('asset', asset),
        names: [asset.toLowerCase()],
      })),
    ),
    getAccounts(transport).then(({ accounts }) =>
      accounts.map(({ address }) => {
        const text = formatAddress(address);
        const path = pathTo('account', text);
        return { kind: 'Account', text: shortAddress(text), path, names: [text] };
      }),
    ),
    getValidators(transport).then(({ validators }) =>
      validators.map(({ name }) => ({
        kind: 'Validator',
        text: visibleText(name),
        path: pathTo('validators'),
        names: [rawText(name).toLowerCase()],
      })),
    ),
    getProposals(transport).then(({ proposals }) =>
      proposals.map(({ number }) => ({
        kind: 'Proposal',
        text: String(number),
        path: pathTo('proposal', number),
        names: [String(number), `proposal ${number}`],
      })),
    ),
  ]);
  return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
}
