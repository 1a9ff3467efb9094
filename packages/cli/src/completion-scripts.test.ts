import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandTree } from './command-tree.ts';
import { createProgram } from './commands/program.ts';
import { completionScript, type Shell, shells } from './completion-scripts.ts';

const tree = commandTree(await createProgram([], { whole: true }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-completion-'));
  await writeFile(join(folder, 'trellis.fish'), completionScript('fish', tree));
  const home = join(folder, 'home');
  for (const part of ['keys', 'testnet/node1', 'testnet/node2']) {
    await mkdir(join(home, part), { recursive: true });
  }
  for (const name of ['alice', 'bob']) await writeFile(join(home, 'keys', `${name}.json`), '{}');
  for (const name of ['node1', 'node2']) {
    await writeFile(join(home, 'testnet', name, 'config.json'), '{}');
  }
  const assets = [{ asset: 'EUR' }, { asset: 'USD' }];
  await writeFile(join(home, 'testnet/genesis.json'), JSON.stringify({ assets }, null, 2));
  process.env.TRELLIS_HOME = home;
});
afterAll(async () => {
  delete process.env.TRELLIS_HOME;
  await rm(folder, { recursive: true, force: true });
});

type Complete = (...words: readonly string[]) => readonly string[];

const linesOf = (output: string): readonly string[] =>
  output.split('\n').filter((line) => line !== '');

/** What each shell offers for the last of these words. */
const complete: Readonly<Record<Shell, Complete>> = {
  bash(...words) {
    const script = [
      completionScript('bash', tree),
      'COMP_WORDS=("$@")',
      'COMP_CWORD=$(($# - 1))',
      '_trellis',
      `printf "%s\\n" "\${COMPREPLY[@]}"`,
    ].join('\n');
    return linesOf(execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' }));
  },
  // Without a terminal: its words are counted from 1, and `compadd` offers those that begin as the last one does.
  zsh(...words) {
    const script = [
      'compdef() { :; }',
      '_files() { :; }',
      'compadd() {',
      '  shift; local word found=1',
      '  for word in "$@"; do [[ $word == $words[CURRENT]* ]] && print -r -- $word && found=0; done',
      '  return $found',
      '}',
      completionScript('zsh', tree),
      'words=("$@") CURRENT=$#',
      '_trellis',
      // Its own variables must not be those of the shell, such as where programs are.
      '(( $+commands[ls] )) || print no programs are found',
    ].join('\n');
    return linesOf(execFileSync('zsh', ['-fc', script, 'zsh', ...words], { encoding: 'utf8' }));
  },
  // The script is too long for an argument; in its folder there is nothing else that a word could be.
  fish(...words) {
    const script = 'source trellis.fish; complete -C "$LINE"';
    const output = execFileSync('fish', ['--no-config', '-c', script], {
      cwd: folder,
      env: { ...process.env, LINE: words.join(' ') },
      encoding: 'utf8',
    });
    return linesOf(output).map((line) => line.split('\t')[0] ?? '');
  },
};

const isThere = (shell: Shell): boolean =>
  spawnSync(shell, ['-c', ''], { stdio: 'ignore' }).error === undefined;

describe.each(shells)('completion in %s', (shell) => {
  it.skipIf(!isThere(shell)).each([
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
    [
      'choices that another command’s option of that name lacks',
      ['trellis', 'keys', 'new', '--scheme', 'ml-dsa-6'],
      ['ml-dsa-65'],
    ],
    ['choices of an argument', ['trellis', 'completion', 'f'], ['fish']],
    ['accounts', ['trellis', 'send', 'treasury', 'al'], ['alice']],
    ['assets', ['trellis', 'send', 'alice', 'bob', '1', 'E'], ['EUR']],
    ['nodes', ['trellis', 'testnet', 'up', 'node2'], ['node2']],
    ['keys', ['trellis', 'keys', 'show', 'b'], ['bob']],
    ['accounts as the value of an option', ['trellis', 'send', 'a', 'b', '--key', 'b'], ['bob']],
    ['assets as the value of an option', ['trellis', 'statement', 'a', '--asset', 'U'], ['USD']],
    ['codes of errors', ['trellis', 'errors', 'insufficient_fun'], ['insufficient_funds']],
    ['no names where a new one is wanted', ['trellis', 'keys', 'new', 'al'], []],
    ['nothing of its own for the value of an option', ['trellis', '--home', 'ke'], []],
  ])('offers %s', (_name, words, expected) => {
    expect(complete[shell](...words)).toEqual(expected);
  });

  it.skipIf(!isThere(shell))('offers every subcommand', () => {
    expect(complete[shell]('trellis', 'keys', '')).toEqual(
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
    const lines = completionScript('fish', tree)
      .split('\n')
      .filter((line) => line.startsWith('complete '));
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) {
      expect(line).toMatch(/^complete -c trellis -n '[^']+' (?:[^']|'(?:[^'\\]|\\.)*')+$/);
    }
    expect(lines.join('\n')).toContain("Replace an account\\'s keys");
  });
});
