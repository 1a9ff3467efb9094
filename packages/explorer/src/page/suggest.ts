/** What a search can mean, while it is being typed: by the beginning of an id, address, name, asset, number or reference. */

import { getAccounts, getAssets, getProposals, getValidators } from '@trellis/client';
import { formatAddress, type Hash } from '@trellis/crypto';
import { rawText, visibleText } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { shortAddress, shortHash } from './format.ts';
import { t } from './language.ts';
import type { Live } from './live.ts';
import { isReferredBy, wordsOf } from './references.ts';
import { pathTo } from './router.ts';
import type { Session } from './session.ts';
import { readFilter, writeFilter } from './transaction-filter.ts';

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
    .filter(({ names }) => names.some((name) => isReferredBy(name, wanted)))
    .slice(0, suggestionsMax);
}

/** Blocks and transactions that are here already. */
export function liveSuggestions({ blocks }: Pick<Live, 'blocks'>): readonly Suggestion[] {
  return blocks.flatMap(({ block }) => {
    const { height } = block.header;
    return [
      {
        kind: t('Block'),
        text: String(height),
        path: pathTo('block', height),
        names: [String(height), block.blockId],
      },
      ...block.transactions.map(({ transactionId: id }) => ({
        kind: t('Transaction'),
        text: shortHash(id),
        path: pathTo('tx', id),
        names: [id],
      })),
    ];
  });
}

/** What transactions say as references, each once: it leads to the transaction, or to the list of all that have it. */
export function referenceSuggestions(finals: Iterable<FinalTransaction>): readonly Suggestion[] {
  const idsOf = new Map<string, Hash[]>();
  for (const { transactionId, signed } of finals) {
    for (const word of wordsOf(signed.transaction)) {
      const ids = idsOf.get(word);
      if (ids === undefined) idsOf.set(word, [transactionId]);
      else ids.push(transactionId);
    }
  }
  return [...idsOf].map(([word, [id, ...others]]) => ({
    kind: t('Reference'),
    text: visibleText(word, 40),
    path: id !== undefined && others.length === 0 ? pathTo('tx', id) : listOf(word),
    names: [word.toLowerCase()],
  }));
}

/** The list of the newest transactions that have this reference. */
function listOf(reference: string): string {
  const filter = { ...readFilter(new URLSearchParams()), reference };
  return `${pathTo('transactions')}?${writeFilter(new URLSearchParams(), filter)}`;
}

/** The viewer's own names. */
export function ownSuggestions(names: ReadonlyMap<string, string>): readonly Suggestion[] {
  return [...names].map(([address, name]) => ({
    kind: t('Account'),
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
        kind: t('Asset'),
        text: asset,
        path: pathTo('asset', asset),
        names: [asset.toLowerCase()],
      })),
    ),
    getAccounts(transport).then(({ accounts }) =>
      accounts.map(({ address }) => {
        const text = formatAddress(address);
        const path = pathTo('account', text);
        return { kind: t('Account'), text: shortAddress(text), path, names: [text] };
      }),
    ),
    getValidators(transport).then(({ validators }) =>
      validators.map(({ name }) => ({
        kind: t('Validator'),
        text: visibleText(name),
        path: pathTo('validators'),
        names: [rawText(name).toLowerCase()],
      })),
    ),
    getProposals(transport).then(({ proposals }) =>
      proposals.map(({ number }) => ({
        kind: t('Proposal'),
        text: String(number),
        path: pathTo('proposal', number),
        names: [String(number), `proposal ${number}`],
      })),
    ),
  ]);
  return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
}
