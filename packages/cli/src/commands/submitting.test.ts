/** Every command that submits does it in one place, with one set of options. */
import { globSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';
import { createProgram } from './program.ts';

/** With operands that are read before anything else happens. */
const submitting: Readonly<Record<string, string>> = {
  send: 'a b 1 EUR',
  batch: 'a file.csv',
  pay: 'a request.txt',
  'account create': 'a b',
  'account set-policy': 'a b',
  'asset define': 'a EUR 2 Euro',
  'asset mint': 'a 1 EUR',
  'asset burn': 'a 1 EUR',
  'asset rules': 'a EUR',
  'asset freeze': 'a EUR',
  'asset unfreeze': 'a EUR',
  'asset allow': 'a EUR b',
  'asset disallow': 'a EUR b',
  'asset clawback': 'a 1 EUR b',
  'alias set': 'a @b',
  'alias remove': 'a @b',
  'mandate grant': 'a b EUR',
  'mandate revoke': 'a b',
  'mandate pay': 'a b c 1',
  'holds reserve': 'a b 1 EUR',
  'holds post': 'a',
  'holds claim': 'a',
  'holds void': 'a',
  'governance propose': 'a b',
  'governance announce': 'a b',
  'governance approve': 'a 1',
  'governance reject': 'a 1',
  'recovery set': 'a b',
  'recovery start': 'a b',
  'recovery finish': 'a',
  'recovery veto': 'a',
  'recovery remove': 'a',
  'sealing publish': 'a',
  'sealing withdraw': 'a',
  'sealing auditor': 'a EUR b',
  'tx submit': 'file.json',
};

const shared = [
  '--dry-run',
  '--force',
  '--no-wait',
  '--timeout',
  '--idempotency-key',
  '--keep-records',
];

let cli: CliHome;
beforeAll(async () => {
  cli = await createHome();
});
afterAll(() => cli.remove());

const leaves = (command: Command, path = ''): [path: string, command: Command][] =>
  command.commands.length === 0
    ? [[path, command]]
    : command.commands.flatMap((sub) => leaves(sub, `${path} ${sub.name()}`.trim()));

async function commands(): Promise<ReadonlyMap<string, Command>> {
  return new Map(leaves(await createProgram([], { whole: true })));
}

const optionsOf = (command: Command | undefined): readonly (string | undefined)[] =>
  command?.options.map(({ long }) => long) ?? [];

describe('the commands that submit', () => {
  it('are those in the table', async () => {
    const found = [...(await commands())].filter(([, one]) => optionsOf(one).includes('--no-wait'));
    expect(found.map(([path]) => path).sort()).toEqual(Object.keys(submitting).sort());
  });

  it.each(Object.keys(submitting))('share their options: %s', async (path) => {
    expect(optionsOf((await commands()).get(path))).toEqual(expect.arrayContaining(shared));
  });

  it.each([
    ['--timeout', '0'],
    ['--timeout', 'soon'],
    ['--idempotency-key', ' spaced'],
    ['--idempotency-key', '\u00e9'],
    ['--keep-records', 'long'],
  ])('refuse %s %s before anything is done', async (option, value) => {
    for (const [path, operands] of Object.entries(submitting)) {
      const words = [...path.split(' '), ...operands.split(' '), option, value];
      expect(await cli.runWithin(words), path).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('submit nowhere else: the demonstration alone has its own way', () => {
    const sources = globSync('**/*.ts', { cwd: new URL('..', import.meta.url) });
    const ways = /import \{[^}]*\b(send|submit|submitAndWait)\b[^}]*\} from '@trellis\/client'/;
    const queues = /\b(createQueue|openAccount)\b[^;]* from '@trellis\/client\/account'/;
    const matching = (pattern: RegExp): readonly string[] =>
      sources
        .filter((path) => !path.endsWith('.test.ts'))
        .filter((path) =>
          pattern.test(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')),
        )
        .sort();
    expect(matching(ways)).toEqual(['commands/demo.ts']);
    expect(matching(queues)).toEqual([
      // Makes one transaction for a request, however often it is run.
      'commands/consent-grant.ts',
      'commands/tx-submit.ts',
      'commands/tx-wait.ts',
      'gateway/open-gateway.ts',
      'iso/pay-message.ts',
      'send-operations.ts',
    ]);
  });
});
