import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';
import { commandTable } from './command-table.ts';
import { createProgram } from './program.ts';

let cli: CliHome;

beforeAll(async () => {
  cli = await createHome();
});
afterAll(() => cli.remove());

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

describe('the commands', () => {
  it('each say what they do', async () => {
    for (const command of leaves(await createProgram([], { whole: true }))) {
      expect(command.description(), command.name()).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  it('take no secret as an argument', async () => {
    for (const command of leaves(await createProgram([], { whole: true }))) {
      for (const { long, required } of command.options) {
        // What makes a measurement or a row of faults repeatable is no secret.
        if (command.parent?.name() === 'bench' || command.name() === 'chaos') continue;
        if (required && /password|secret|seed/.test(long ?? ''))
          expect(long).toMatch(/-(file|fd)$/);
        expect(required && long === '--password').toBe(false);
      }
    }
  });

  it('are all in the list, and only the one that is meant is loaded', async () => {
    const shape = (command: Command) =>
      command.createHelp().formatHelp(command, command.createHelp());
    const whole = await createProgram([], { whole: true });
    expect(shape(await createProgram([]))).toBe(shape(whole));
    for (const { name } of commandTable) {
      const program = await createProgram(['--home', 'keys', name, 'send']);
      for (const command of program.commands) {
        const isLoaded = command.options.length + command.commands.length > 0;
        if (command.name() !== name) expect(isLoaded, command.name()).toBe(false);
        const wanted = whole.commands.find((one) => one.name() === name);
        if (command.name() === name) expect(shape(command)).toBe(shape(wanted ?? program));
      }
    }
  });

  it.each(['', 'keys', 'keys new', 'send', 'tx', 'tx build', 'account create', 'balance'])(
    'show help with examples: %s',
    async (path) => {
      const words = path.split(' ').filter((word) => word !== '');
      const { code, stdout, stderr } = await cli.runWithin([...words, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: trellis/);
      if (path !== 'keys') expect(stdout).toMatch(/\n {2}\$ trellis /);
    },
  );
});

describe('a mistake in calling', () => {
  it.each([
    ['an unknown command', ['foo'], 'unknown_command', '"trellis --help"'],
    ['an unknown subcommand', ['keys', 'foo'], 'unknown_command', '"trellis keys --help"'],
    ['a mistyped command', ['blance', 'a'], 'unknown_command', 'did you mean "balance"'],
    ['help of an unknown command', ['nonsense', '--help'], 'unknown_command', 'nonsense'],
    [
      'a subcommand where another is the default',
      ['governance', 'aprove', 'operator2', '2'],
      'unknown_command',
      'trellis governance aprove"; did you mean "approve"',
    ],
    ['help of an unknown subcommand', ['keys', 'lst', '--help'], 'unknown_command', '"list"'],
    [
      'an unknown option',
      ['keys', 'list', '--foo'],
      'unknown_option',
      '"trellis keys list --help"',
    ],
    ['a missing argument', ['send', 'a', 'b'], 'missing_argument', '"trellis send --help"'],
    ['an argument too many', ['status', 'x'], 'excess_arguments', '"trellis status --help"'],
    ['a missing value', ['status', '--node'], 'option_missing_argument', 'argument missing'],
    [
      'an address that is none',
      ['status', '--node', 'x:y'],
      'invalid_argument',
      'http://127.0.0.1',
    ],
    ['a node that there is not', ['status', '--node', 'x'], 'unknown_node', 'no testnet here'],
    ['a height that is none', ['block', '-1'], 'bad_height', 'whole number'],
    ['a height in words', ['block', 'ten'], 'bad_height', 'whole number'],
    [
      'an address with a typo',
      ['balance', `trellis1${'q'.repeat(58)}`, 'EUR'],
      'bad_address',
      'wrong',
    ],
    [
      'a genesis that is not there',
      ['status', '--genesis', '/no'],
      'genesis_unreadable',
      'does not exist',
    ],
  ])('exits with 2: %s', async (_name, args, code, text) => {
    const result = await cli.runWithin(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^error \\(${code}\\): `));
    expect(result.stderr).toContain(text);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    const asJson = await cli.runWithin([...args.slice(0, 1), '--json', ...args.slice(1)]);
    expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { code } });
  });
});

describe('a node', () => {
  it('that is not there ends a command with 3', async () => {
    const args = ['status', '--node', 'http://127.0.0.1:1'];
    const { code, stdout, stderr } = await cli.run(args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^error \(unreachable\): .*127\.0\.0\.1:1.*"trellis testnet up"/);
    const asJson = await cli.runWithin([...args, '--json']);
    expect(JSON.parse(asJson.stderr).error).toEqual({
      code: 'unreachable',
      message: expect.stringContaining('127.0.0.1:1'),
      hint: expect.stringContaining('--node'),
    });
    const verbose = await cli.runWithin([...args, '--verbose']);
    expect(verbose.stderr).toMatch(/\n {4}at /);
  });

  it('that is something else ends a command with 3', async () => {
    const server = createServer((_request, response) => response.end('<html>'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const { port } = server.address() as AddressInfo;
      const { code, stderr } = await cli.runWithin([
        'status',
        '--node',
        `http://127.0.0.1:${port}`,
      ]);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error \(unreachable\): .*without JSON/);
    } finally {
      server.close();
    }
  });

  it('is the first of the testnet in the home, unless another is named', async () => {
    const other = await createHome();
    try {
      await other.run(['testnet', 'init', '-n', '1', '--base-port', '1100', '--scheme', 'ed25519']);
      const { code, stderr } = await other.runWithin(['status']);
      expect(code).toBe(3);
      expect(stderr).toContain('http://127.0.0.1:1200');
    } finally {
      await other.remove();
    }
  });
});
