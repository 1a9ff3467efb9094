/**
 * What every command prints with `--json`, held against its schema: one document a run, or one a line for a stream. The
 * table of commands says which there are, so that a command without a schema, or without a run here, is found.
 */
import { commandWords, documentStreams, documents } from '@trellis/cli';
import { type CliHome, type CliResult, createHome, runWithin } from '@trellis/cli/testing/run-cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentSchemaText } from '../../scripts/documents/text.ts';
import { everyCommand } from '../documents/every-command.ts';
import { expectDocument, expectValid, storedSchemas } from '../documents/expect-document.ts';
import { longCommands } from '../documents/long-commands.ts';
import type { PlannedStep, Printed } from '../documents/planned-step.ts';
import { testPorts } from '../ports.ts';

let cli: CliHome;
const printed = new Map<string, Readonly<Record<string, unknown>>>();

beforeAll(async () => {
  cli = await createHome();
  const port = String(await testPorts(3));
  const made = ['testnet', 'init', '-n', '2', '--base-port', port, '--past-states', '1000'];
  expectDocument('testnet init', await runJson(made));
  expectDocument('testnet up', await runJson(['testnet', 'up']));
});
afterAll(async () => {
  await cli?.run(['testnet', 'down']);
  await cli?.remove();
});

const runJson = (args: readonly string[]): Promise<CliResult> =>
  runWithin(cli.home, [...args, '--json']);

describe('the schemas of the documents', () => {
  it('are there for every command, and for no other', async () => {
    const commands = await commandWords();
    expect([...Object.keys(documents), ...Object.keys(documentStreams)].sort()).toEqual(
      [...commands].sort(),
    );
  });

  it('are those in the docs; else run: node scripts/documents/main.ts', () => {
    expect(storedSchemas).toBe(documentSchemaText());
  });

  it('are tried by running every command', async () => {
    const tried = new Set(everyCommand.map(({ command }) => command));
    // Run by test/gateway, as it runs until it is stopped.
    const gateway = ['gateway run', 'gateway approve'];
    const elsewhere = [
      ...longCommands.map(([command]) => command),
      'testnet init',
      'testnet up',
      ...gateway,
      // Run by test/explorer/wallet-served, for the same reason.
      'wallet serve',
      // It takes the place of the process: test/deploy runs it.
      'node run',
      // Run by test/faults/signer.test.ts, as it runs until it is stopped.
      'signer run',
      // Run by test/gateway/payment-signer.test.ts, for the same reason.
      'signer run-payments',
    ];
    const missing = (await commandWords()).filter((command) => !tried.has(command));
    expect(missing.filter((command) => !elsewhere.includes(command))).toEqual([]);
  });
});

describe('refuses an option that the document would not follow', () => {
  it.each([
    ['statement', ['treasury', '--asset', 'EUR', '--format', 'csv']],
    ['tx show', ['0'.repeat(64), '--account', 'operator1']],
  ])('%s', async (command, args) => {
    const { code, stderr } = await runJson([...command.split(' '), ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain('bad_option');
  });
});

describe('prints one document, as its schema says', () => {
  it.each(everyCommand.map((step, index) => [`${step.command} (${index + 1})`, step] as const))(
    '%s',
    async (_name, step) => {
      await step.before?.(cli);
      const result = await runJson(await argumentsOf(step, printed));
      expect(result.code, result.stderr).toBe(step.exitCode ?? 0);
      expect(result.stderr).toBe('');
      if (step.command in documentStreams) {
        const lines = result.stdout.trimEnd().split('\n');
        for (const line of lines) expectValid(step.command, JSON.parse(line));
        return;
      }
      const document = expectDocument(step.command, result);
      if (step.as !== undefined) printed.set(step.as, document);
    },
  );

  it('has what was sealed, once a key opens it', () => {
    const { opened } = printed.get('opened') ?? {};
    expect(opened).toMatchObject([
      { operation: 0, message: 'for the boat', remittance: { invoice: '2026-7' }, document: null },
    ]);
    expect(printed.get('sent')).not.toHaveProperty('opened');
  });
});

const argumentsOf = async (
  { command, args }: PlannedStep,
  before: Printed,
): Promise<readonly string[]> => [...command.split(' '), ...(await args(before, cli))];
