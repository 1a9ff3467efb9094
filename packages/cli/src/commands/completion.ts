/** `trellis completion`: scripts that let a shell complete commands and options. */
import { Argument, type Command } from 'commander';
import { print } from '../output.ts';

/** Adds the `completion` command. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis completion bash >> ~/.bashrc\n  $ trellis completion zsh > ~/.zfunc/_trellis\n' +
        '  $ trellis completion fish > ~/.config/fish/completions/trellis.fish\n',
    )
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      print(scripts[shell](completions(program)));
    });
}

/** What can follow a command path such as `keys new`: subcommands and options. */
type Completions = ReadonlyMap<string, readonly string[]>;

/** Walks the program's own commands, so that a script never lags behind them. */
export function completions(program: Command): Completions {
  const found = new Map<string, readonly string[]>();
  const visit = (command: Command, path: string): void => {
    const globals = program.options.map(({ long }) => long ?? '');
    const own = command.options.map(({ long }) => long ?? '');
    const names = command.commands.map((sub) => sub.name());
    const words = new Set([...names, ...own, ...globals, '--help'].filter((word) => word !== ''));
    found.set(path, [...words]);
    for (const sub of command.commands) visit(sub, `${path} ${sub.name()}`.trim());
  };
  visit(program, '');
  return found;
}

const scripts = {
  bash: (known: Completions): string => {
    const cases = [...known].map(([path, words]) => `    "${path}") words="${words.join(' ')}" ;;`);
    return [
      '_trellis() {',
      '  local path="" word words=""',
      '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
      '    case "$word" in -*) ;; *) [[ -n "$path" ]] && path="$path $word" || path="$word" ;; esac',
      '  done',
      '  case "$path" in',
      ...cases,
      '  esac',
      '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
      '}',
      'complete -o default -F _trellis trellis',
    ].join('\n');
  },
  zsh: (known: Completions): string => {
    const cases = [...known].map(
      ([path, words]) => `    "${path}") compadd -- ${words.join(' ')} ;;`,
    );
    return [
      '#compdef trellis',
      '_trellis() {',
      '  local path="${(j: :)${(@)words[2,CURRENT-1]:#-*}}"',
      '  case "$path" in',
      ...cases,
      '    *) _files ;;',
      '  esac',
      '}',
      'compdef _trellis trellis',
    ].join('\n');
  },
  fish: (known: Completions): string =>
    [...known]
      .flatMap(([path, words]) => {
        const seen = path
          .split(' ')
          .filter(Boolean)
          .map((word) => `__fish_seen_subcommand_from ${word}`);
        const condition = seen.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
        return words.map((word) =>
          word.startsWith('--')
            ? `complete -c trellis -n "${condition}" -l ${word.slice(2)}`
            : `complete -c trellis -n "${condition}" -f -a ${word}`,
        );
      })
      .join('\n'),
} as const;
