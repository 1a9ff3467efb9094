/** Where a search leads: an alias, a height, the id of a block or a transaction or hold, an address, an asset, a proposal. */
import {
  ApiProblem,
  getReportedBlock,
  getReportedTransaction,
  getValidators,
  type LightClient,
} from '@trellis/client';
import { formatAddress, isHash, parseAddress } from '@trellis/crypto';
import { aliasText, isAssetCode, parseAlias, visibleText } from '@trellis/protocol';
import { t } from './language.ts';
import { getAsset, getHold, resolveAlias } from './light-client.ts';
import { pathTo } from './router.ts';
import type { Session } from './session.ts';

/** The address of the page for what was searched, or a sentence that says why there is none. */
export type SearchAnswer = { readonly path: string } | { readonly problem: string };

export async function search(
  { transport, light }: Pick<Session, 'transport' | 'light'>,
  text: string,
): Promise<SearchAnswer> {
  const wanted = text.trim();
  const height = heightIn(wanted);
  if (height !== undefined) return { path: pathTo('block', height) };
  const address = parseAddress(wanted.toLowerCase());
  if (address !== undefined) return { path: pathTo('account', formatAddress(address)) };
  if (/^(@|bic:|lei:|iban:)/i.test(wanted)) return searchAlias(light, wanted);
  const hash = wanted.toLowerCase();
  if (isHash(hash)) {
    if (await exists(getReportedTransaction(transport, hash))) return { path: pathTo('tx', hash) };
    if (await exists(getReportedBlock(transport, hash))) return { path: pathTo('block', hash) };
    if ((await getHold(light, hash)).value !== null) return { path: pathTo('hold', hash) };
    return { problem: t('This node knows no transaction, block or open hold with this hash.') };
  }
  if (/^trellis1/i.test(wanted)) {
    return {
      problem: t('An address has 66 characters, and a wrong one among them shows: check it.'),
    };
  }
  const code = wanted.toUpperCase();
  if (isAssetCode(code) && (await exists(getAsset(light, code)))) {
    return { path: pathTo('asset', code) };
  }
  const { validators } = await getValidators(transport);
  if (validators.some(({ name }) => name === wanted.toLowerCase())) {
    return { path: pathTo('validators') };
  }
  return {
    problem: t(
      'Nothing is called “{0}”. Search for a height, a hash, an address, an @alias, an asset, a validator or a reference of a new payment. The ledger does not know the names of keys in the command line.',
      visibleText(wanted, 40),
    ),
  };
}

/** The height that was typed, with whatever sets its digits apart. */
export function heightIn(text: string): bigint | undefined {
  const digits = text.trim().replace(/^#|[\s,.’' ]/g, '');
  return /^\d{1,18}$/.test(digits) ? BigInt(digits) : undefined;
}

/** The page of an account has its address, and who confirmed what it is called. */
async function searchAlias(light: LightClient, text: string): Promise<SearchAnswer> {
  const alias = parseAlias(text);
  if (alias === undefined) return { problem: t('That is not in the form of an alias.') };
  const { value: found } = await resolveAlias(light, alias);
  switch (found.type) {
    case 'held':
      return { path: pathTo('account', formatAddress(found.account)) };
    case 'free':
      return { problem: t('No account is called {0}, and the proof shows it.', aliasText(alias)) };
    case 'confusable':
      return {
        problem: t(
          'No account is called {0}; {1} only looks like it.',
          aliasText(alias),
          aliasText(found.with),
        ),
      };
  }
}

/** Whether the node has it. What went wrong besides is thrown. */
async function exists(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return false;
    throw error;
  }
}
