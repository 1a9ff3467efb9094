/** Names and amounts of a command, checked before it begins: what can't be meant is told without asking a node for anything. */
import { parseAmount } from '@trellis/client';
import { findKey } from '@trellis/keystore';
import type { Command } from 'commander';
import { resolveKnown } from './account-names.ts';
import { readAlias } from './alias-text.ts';
import { assetCode } from './assets.ts';
import { UsageError } from './command-error.ts';
import { readGlobals } from './globals.ts';
import type { CheckedKind, CheckedText } from './name-kinds.ts';

/** Throws `UsageError` or `NamedKeyError` for the first that can't be meant. */
export async function checkArguments(
  command: Command,
  texts: readonly CheckedText[],
): Promise<void> {
  const { home } = readGlobals(command);
  for (const { kind, text } of texts) await checkText(home, kind, text);
}

async function checkText(home: string, kind: CheckedKind, text: string): Promise<void> {
  switch (kind) {
    case 'account':
      await resolveKnown(home, text);
      return;
    case 'key':
      await findKey(home, text);
      return;
    case 'alias':
      readAlias(text);
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
