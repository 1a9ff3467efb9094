/** Names and amounts of a command, checked before it begins: what can't be meant is told without asking a node for anything. */
import { parseAmount } from '@trellis/client';
import { findKey } from '@trellis/keystore';
import type { Command } from 'commander';
import { resolveKnown } from './account-names.ts';
import { assetCode } from './assets.ts';
import { UsageError } from './command-error.ts';
import { readGlobals } from './globals.ts';
import { readAliasByKey } from './iban-key-file.ts';
import type { CheckedKind, CheckedText } from './name-kinds.ts';

/** Throws `UsageError` or `NamedKeyError` for the first that can't be meant. */
export async function checkArguments(
  command: Command,
  texts: readonly CheckedText[],
): Promise<void> {
  const { home } = readGlobals(command);
  for (const { kind, text } of texts) await checkText(command, home, kind, text);
}

async function checkText(
  command: Command,
  home: string,
  kind: CheckedKind,
  text: string,
): Promise<void> {
  switch (kind) {
    case 'account':
      await resolveKnown(home, text);
      return;
    case 'key':
      await findKey(home, text);
      return;
    case 'alias':
      await readAliasByKey(text, command.opts<{ readonly ibanKey?: string }>().ibanKey);
      return;
    case 'asset':
      assetCode(text);
      return;
    case 'amount':
      checkAmount(text);
  }
}

/** More decimals than any asset has; how many this one has only the chain knows. */
const decimalsMax = 38;

function checkAmount(text: string): void {
  const [, fraction = ''] = text.split('.');
  const amount = parseAmount(text, Math.min(fraction.length, decimalsMax));
  if (amount !== undefined && amount > 0n) return;
  throw new UsageError(
    'bad_amount',
    `"${text}" is not an amount: write a number above zero, such as 12.50`,
  );
}
