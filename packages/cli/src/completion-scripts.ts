/** Completion scripts for shells, written out from the tree of commands. */
import type { CommandNode } from './command-tree.ts';
import { kindOfOption, type NameKind, nameKinds } from './name-kinds.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * A script that completes commands, options, fixed choices, and the names in the home folder: of accounts, of assets of the
 * genesis, of nodes. Anything else completes as files do. It runs no program of this one, so that a key costs no time.
 */
export function completionScript(shell: Shell, tree: readonly CommandNode[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(tree);
    case 'zsh':
      return zshScript(tree);
    case 'fish':
      return fishScript(tree);
  }
}

/** Options of all commands that take a value: the word behind one is no command. With the choices of each. */
function valueOptions(tree: readonly CommandNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const options = tree.flatMap((node) => node.options).filter(({ takesValue }) => takesValue);
  const choicesOf = new Map<string, Set<string>>();
  for (const { word, choices } of options) {
    choicesOf.set(word, new Set([...(choicesOf.get(word) ?? []), ...choices]));
  }
  return choicesOf;
}

/** The words that can follow a path. */
function wordsOf({ subcommands, options, choices }: CommandNode): readonly string[] {
  return [...subcommands, ...options].map(({ word }) => word).concat(choices);
}

/**
 * Both shells walk over the words before the cursor in the same way: options are passed over together
 * with their values, and a word that is no subcommand of where it stands (`at`) is an argument. (To zsh,
 * a variable named `path` is where programs are looked for.)
 */
function findPath(tree: readonly CommandNode[], words: string): readonly string[] {
  const withValue = [...valueOptions(tree).keys()];
  const paths = tree.map(({ path }) => path).filter((path) => path !== '');
  return [
    `  for word in ${words}; do`,
    '    if [[ "$skip" == --home ]]; then home="$word"; fi',
    '    if [[ -n "$skip" ]]; then skip=""; continue; fi',
    '    case "$word" in',
    `      ${withValue.join('|')}) skip="$word" ;;`,
    '      -*) ;;',
    '      *)',
    `        case "\${at:+$at }$word" in`,
    `          ${paths.map((path) => `"${path}"`).join('|')}) at="\${at:+$at }$word" ;;`,
    '          *) count=$((count + 1)) ;;',
    '        esac ;;',
    '    esac',
    '  done',
  ];
}

/** Commands of the shell that print the names of a kind in the folder `$home`. */
const listNames: Readonly<Record<NameKind, string>> = {
  account: `ls "$home/keys" 2>/dev/null | sed -n 's/[.]json$//p'`,
  asset: `grep -o '"asset": *"[A-Z0-9.]*"' "$home/testnet/genesis.json" 2>/dev/null | cut -d'"' -f4 | sort -u`,
  node: `find "$home/testnet" -maxdepth 2 -name config.json 2>/dev/null | sed 's|/config.json$||; s|.*/||' | sort`,
};

/** A function of bash and zsh that prints the names of the kind that it is given. */
const namesFunction: readonly string[] = [
  '_trellis_names() {',
  '  case "$1" in',
  ...nameKinds.map((kind) => `    ${kind}) ${listNames[kind]} ;;`),
  '  esac',
  '}',
];

/** A line for each kind that options have as their value. */
function optionNameLines(line: (words: string, kind: NameKind) => string): string[] {
  return nameKinds.map((kind) => {
    const words = Object.keys(kindOfOption).filter((word) => kindOfOption[word] === kind);
    return line(words.join('|'), kind);
  });
}

/** A line for each kind, with the places that take it: `send/0` is the first argument of `send`. */
function argumentNameLines(
  tree: readonly CommandNode[],
  line: (places: string, kind: NameKind) => string,
): string[] {
  return nameKinds.map((kind) => {
    const places = tree.flatMap(({ path, names, isVariadic }) =>
      names.flatMap((one, index) => {
        if (one !== kind) return [];
        const isRepeated = isVariadic && index === names.length - 1;
        return [isRepeated ? `"${path}"/*` : `"${path}"/${index}`];
      }),
    );
    return line(places.join('|'), kind);
  });
}

/** A line for each option that has choices. */
function choiceLines(
  tree: readonly CommandNode[],
  line: (word: string, choices: string) => string,
): string[] {
  return [...valueOptions(tree)]
    .filter(([, choices]) => choices.size > 0)
    .map(([word, choices]) => line(word, [...choices].join(' ')));
}

function bashScript(tree: readonly CommandNode[]): string {
  return [
    '# trellis completion for bash. Load it with: source <(trellis completion bash)',
    ...namesFunction,
    '_trellis() {',
    `  local at="" skip="" word words="" count=0 home="\${TRELLIS_HOME:-.trellis}"`,
    `  local current="\${COMP_WORDS[COMP_CWORD]}"`,
    ...findPath(tree, `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`),
    '  case "$skip" in',
    ...choiceLines(tree, (word, choices) => `    ${word}) words="${choices}" ;;`),
    ...optionNameLines((words, kind) => `    ${words}) words="$(_trellis_names ${kind})" ;;`),
    '    ?*) return ;;',
    '    *) case "$at" in',
    ...tree.map((node) => `      "${node.path}") words="${wordsOf(node).join(' ')}" ;;`),
    '    esac',
    '    case "$at/$count" in',
    ...argumentNameLines(
      tree,
      (places, kind) => `      ${places}) words="$words $(_trellis_names ${kind})" ;;`,
    ),
    '    esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _trellis trellis',
  ].join('\n');
}

function zshScript(tree: readonly CommandNode[]): string {
  return [
    '#compdef trellis',
    '# trellis completion for zsh. Put it into a folder of $fpath under the name _trellis.',
    ...namesFunction,
    '_trellis() {',
    `  local at="" skip="" word count=0 home="\${TRELLIS_HOME:-.trellis}"`,
    ...findPath(tree, `"\${(@)words[2,CURRENT-1]}"`),
    '  case "$skip" in',
    ...choiceLines(tree, (word, choices) => `    ${word}) compadd -- ${choices} ;;`),
    ...optionNameLines(
      (words, kind) => `    ${words}) compadd -- \${(f)"$(_trellis_names ${kind})"} ;;`,
    ),
    '    ?*) _files ;;',
    '    *) case "$at/$count" in',
    ...argumentNameLines(
      tree,
      (places, kind) => `      ${places}) compadd -- \${(f)"$(_trellis_names ${kind})"} ;;`,
    ),
    '    esac',
    '    case "$at" in',
    ...tree.map(
      (node) => `      "${node.path}") compadd -- ${wordsOf(node).join(' ')} || _files ;;`,
    ),
    '    esac ;;',
    '  esac',
    '}',
    // The first completion reads the file as the body of _trellis itself; `source` reads it outside of any.
    'if [[ $funcstack[1] == _trellis ]]; then _trellis "$@"; else compdef _trellis trellis; fi',
  ].join('\n');
}

function fishScript(tree: readonly CommandNode[]): string {
  const lines = tree.flatMap((node) => {
    const condition = fishCondition(node);
    return [
      ...node.subcommands.map(
        ({ word, description }) =>
          `complete -c trellis -n '${condition}' -f -a ${word} -d ${fishText(description)}`,
      ),
      ...node.choices.map((word) => `complete -c trellis -n '${condition}' -f -a ${word}`),
      ...nameKinds
        .filter((kind) => node.names.includes(kind))
        .map((kind) => `complete -c trellis -n '${condition}' -a '(_trellis_names ${kind})'`),
      ...node.options.map(({ word, description, takesValue, choices }) => {
        const kind = kindOfOption[word];
        const offered = kind === undefined ? choices.join(' ') : `(_trellis_names ${kind})`;
        const value = takesValue ? ` -r${offered === '' ? '' : ` -f -a '${offered}'`}` : '';
        return `complete -c trellis -n '${condition}' -l ${word.slice(2)}${value} -d ${fishText(description)}`;
      }),
    ];
  });
  return [
    '# trellis completion for fish. Put it into ~/.config/fish/completions/trellis.fish',
    'function _trellis_names',
    '  set -l home .trellis',
    '  set -q TRELLIS_HOME; and set home $TRELLIS_HOME',
    '  switch $argv[1]',
    ...nameKinds.flatMap((kind) => [`    case ${kind}`, `      ${listNames[kind]}`]),
    '  end',
    'end',
    ...lines,
  ].join('\n');
}

/** True when the words so far lead to this command and no further. */
function fishCondition({ path, subcommands }: CommandNode): string {
  const seen = path.split(' ').filter((word) => word !== '');
  const further = subcommands.map(({ word }) => word);
  return [
    ...seen.map((word) => `__fish_seen_subcommand_from ${word}`),
    ...(further.length > 0 ? [`not __fish_seen_subcommand_from ${further.join(' ')}`] : []),
  ].join('; and ');
}

function fishText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
