/** Each long command ended once: in another way and at another moment than the one before. All of them: `pnpm soak --ended`. */
import { expect, it } from 'vitest';
import { endAndCheck, ends, longCommands } from './ended-commands.ts';

const rows = longCommands.map((command, index) => {
  const how = ends[(index * 2 + 3) % ends.length] ?? 'SIGKILL';
  return { command, how, moment: (index % 3) as 0 | 1 | 2, name: command.name };
});

it.skipIf(process.platform !== 'linux').each(rows)(
  '$name, ended by $how at its moment $moment, leaves nothing that is in the way',
  async ({ command, how, moment }) => {
    expect(await endAndCheck(command, how, moment)).toBeTypeOf('boolean');
  },
);
