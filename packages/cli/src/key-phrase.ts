/** Keys from a phrase: typed where nobody sees it or piped in, never an argument, and shown as an account before it is kept. */
import {
  type Address,
  createProvider,
  formatAddress,
  keyAddress,
  parseAddress,
  type SchemeName,
} from '@trellis/crypto';
import type { KeySecret } from '@trellis/keystore';
import { keyAccount } from '@trellis/protocol';
import { askLine } from './ask-line.ts';
import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { askHidden } from './hidden-prompt.ts';
import { print } from './output.ts';
import { note } from './terminal.ts';

export interface PhraseOptions {
  readonly scheme: SchemeName;
  readonly index?: number;
  /** The account that is expected. */
  readonly account?: string;
  readonly yes?: boolean;
}

/** More than any phrase has; what is longer is not read to its end. */
const charactersMax = 4_096;

/** A phrase from the terminal, or else from standard input, in the one form that counts. Throws `CryptoError`. */
async function readPhrase() {
  const { parsePhrase } = await import('@trellis/crypto/phrase');
  return parsePhrase(
    process.stdin.isTTY ? await askHidden('Phrase (on one line): ') : await piped(),
  );
}

async function piped(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > charactersMax) break;
  }
  return text;
}

/**
 * The key of a phrase, once the user has seen which account it is of: any word, index or scheme gives one. Throws
 * `UsageError` `other_account` and `not_confirmed`, and `CryptoError`.
 */
export async function phraseSecret(
  { provider }: Pick<Globals, 'provider'>,
  { scheme, index = 0, account, yes = false }: PhraseOptions,
): Promise<KeySecret> {
  const expected = account === undefined ? undefined : addressOf(account);
  const { phraseSeed } = await import('@trellis/crypto/phrase');
  const seed = await phraseSeed(await readPhrase(), { scheme, index });
  try {
    const { publicKey } = createProvider(provider).openKey(scheme, seed);
    await confirm(keyAccount(scheme, keyAddress(scheme, publicKey)), expected, {
      scheme,
      index,
      yes,
    });
    return { scheme, seed };
  } catch (error) {
    seed.fill(0);
    throw error;
  }
}

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address !== undefined) return address;
  throw new UsageError('bad_address', `"${text}" is no address`);
}

async function confirm(
  found: Address,
  expected: Address | undefined,
  { scheme, index, yes }: { scheme: SchemeName; index: number; yes: boolean },
): Promise<void> {
  const shown = `${formatAddress(found)} (${scheme}, index ${index})`;
  if (expected !== undefined && expected !== found) {
    throw new UsageError(
      'other_account',
      `the phrase gives the account ${shown}, not ${formatAddress(expected)}; nothing was kept`,
    );
  }
  note(`The phrase gives the account ${shown}.`);
  if (expected !== undefined || yes) return;
  const answer = await askLine(
    'Is it the one you expect? Type "yes" to keep it: ',
    '--account or --yes',
  );
  if (answer.toLowerCase() === 'yes') return;
  throw new UsageError('not_confirmed', 'it is not the expected account; nothing was kept');
}

/** A new phrase and the first key of it. */
export async function newPhrase(scheme: SchemeName) {
  const { generatePhrase, phraseSeed } = await import('@trellis/crypto/phrase');
  const phrase = generatePhrase();
  return { phrase, seed: await phraseSeed(phrase, { scheme }) };
}

/** Shows a new phrase, once, with numbers, so that none is left out when they are written down. */
export function showPhrase(phrase: string, scheme: SchemeName, name: string): void {
  const words = phrase
    .split(' ')
    .map((word, at) => `${at + 1}.`.padStart(3) + ` ${word}`.padEnd(11));
  print('', 'Write these words on paper, in this order. They are shown this once:', '');
  for (let at = 0; at < words.length; at += 4)
    print(
      `  ${words
        .slice(at, at + 4)
        .join('')
        .trimEnd()}`,
    );
  print(
    '',
    `Whoever has them has the key. They bring it back: trellis keys import ${name} --phrase --scheme ${scheme}`,
  );
}
