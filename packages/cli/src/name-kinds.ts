/** What arguments and options of commands name: completion offers it, and it is checked before a command begins. */
import type { Command } from 'commander';

/** What a home folder has names of. */
export const nameKinds = ['account', 'asset', 'node'] as const;
export type NameKind = (typeof nameKinds)[number];

/** Arguments that are an account alone: the name of a key, an address or an alias. */
const accounts = [
  ...['from', 'to', 'account', 'issuer', 'auditor', 'payer', 'payee', 'holder', 'arbiter', 'party'],
  ...['sender', 'operator', 'owner', 'by', 'directory'],
];

/** Those that can be more: keys have weights, a delegate may be `key=…`. */
const accountsAndMore = ['keys', 'new-keys', 'recovery-keys', 'account-or-asset', 'delegate'];

/** Arguments by what they name; those of any other name are files or texts. */
export const kindOfArgument: Readonly<Record<string, NameKind>> = {
  ...named('account', [...accounts, ...accountsAndMore]),
  asset: 'asset',
  ...named('node', ['node', 'nodes']),
};

/** Options whose value names something. */
export const kindOfOption: Readonly<Record<string, NameKind>> = {
  ...named('account', ['--key', '--account', '--decrypt', '--directory', '--directory-key']),
  '--payee': 'account',
  '--asset': 'asset',
  ...named('node', ['--of', '--node']),
};

/** What can be checked of a text without a node. */
export type CheckedKind = 'account' | 'key' | 'alias' | 'asset' | 'amount';

/** Arguments that are checked before a command begins. Nodes are found by the commands themselves, which may take paths. */
const checkedArguments: Readonly<Record<string, CheckedKind>> = {
  ...named('account', accounts),
  asset: 'asset',
  amount: 'amount',
  alias: 'alias',
};

/** Options that are checked before a command begins. */
const checkedOptions: Readonly<Record<string, CheckedKind>> = {
  ...named('account', ['--account', '--directory', '--payee']),
  ...named('key', ['--key', '--directory-key', '--decrypt']),
  '--asset': 'asset',
};

export interface CheckedText {
  readonly kind: CheckedKind;
  readonly text: string;
}

/** The texts of a command that can be checked. */
export function checkedTexts(command: Command): readonly CheckedText[] {
  const given = command.registeredArguments.map((argument, index) => ({
    kind: checkedArguments[argument.name()],
    values: command.processedArgs[index],
  }));
  const chosen = command.options.map((option) => ({
    kind: checkedOptions[option.long ?? ''],
    values: command.getOptionValue(option.attributeName()),
  }));
  return [...given, ...chosen].flatMap(({ kind, values }) =>
    kind === undefined ? [] : textsOf(values).map((text) => ({ kind, text })),
  );
}

function textsOf(values: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(values) ? values : [values];
  return list.filter((value): value is string => typeof value === 'string');
}

function named<Kind extends string>(
  kind: Kind,
  words: readonly string[],
): Readonly<Record<string, Kind>> {
  return Object.fromEntries(words.map((word) => [word, kind]));
}
