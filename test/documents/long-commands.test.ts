/** What the long commands print with `--json`, held against its schema. */
import { type CliHome, createHome } from '@trellis/cli/testing/run-cli';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectDocument } from './expect-document.ts';
import { longCommands } from './long-commands.ts';

let cli: CliHome;
beforeAll(async () => {
  cli = await createHome();
});
afterAll(() => cli?.remove());

it.each(longCommands)('%s prints one document, as its schema says', async (command, args) => {
  const result = await cli.run([...command.split(' '), ...args, '--json']);
  expect(result.code, result.stderr).toBe(0);
  expectDocument(command, result);
});
