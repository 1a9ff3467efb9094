import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandTree } from './command-tree.ts';
import { completionScript, shells } from './completion-scripts.ts';
import { createProgram } from './program.ts';

const tree = commandTree(await createProgram([]));

/** What bash offers for the last of these words. */
function complete(...words: readonly string[]): readonly string[] {
  const script = [
    completionScript('bash', tree),
    'COMP_WORDS=("$@")',
    'COMP_CWORD=$(($# - 1))',
    '_trellis',
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ].join('\n');
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  return output.split('\n').filter((word) => word !== '');
}

describe('completion in bash', () => {
  it.each([
    ['commands', ['trellis', 'ke'], ['keys']],
    ['subcommands', ['trellis', 'keys', 'ex'], ['export']],
    [
      'subcommands behind an option with a value',
      ['trellis', '--home', '/x', 'keys', 'n'],
      ['new'],
    ],
    [
      'subcommands behind a value like a command',
      ['trellis', '--home', 'tx', 'keys', 'n'],
      ['new'],
    ],
    ['options', ['trellis', 'keys', 'new', 'bob', '--sch'], ['--scheme']],
    ['global options', ['trellis', 'balance', 'bob', '--no'], ['--node']],
    ['options behind arguments', ['trellis', 'send', 'a', 'b', '1', 'EUR', '--m'], ['--memo']],
    ['choices of an option', ['trellis', '--provider', 'p'], ['portable']],
    ['choices of an argument', ['trellis', 'completion', 'f'], ['fish']],
    ['nothing for the value of an option', ['trellis', '--home', ''], []],
  ])('offers %s', (_name, words, expected) => {
    expect(complete(...words)).toEqual(expected);
  });

  it('offers every subcommand', () => {
    expect(complete('trellis', 'keys', '')).toEqual(
      expect.arrayContaining(['new', 'list', 'show', 'import', 'export']),
    );
  });
});

describe.each(shells)('the script for %s', (shell) => {
  it('knows every command and option of the program', () => {
    const script = completionScript(shell, tree);
    for (const { subcommands, options } of tree) {
      for (const { word } of subcommands) expect(script).toContain(word);
      for (const { word } of options) expect(script).toContain(word.replace(/^--/, ''));
    }
  });
});

describe('the script for fish', () => {
  it('quotes descriptions', () => {
    const lines = completionScript('fish', tree).split('\n').slice(1);
    for (const line of lines) {
      expect(line).toMatch(/^complete -c trellis -n '[^']+' (?:[^']|'(?:[^'\\]|\\.)*')+$/);
    }
    expect(lines.join('\n')).toContain("Replace an account\\'s keys");
  });
});
