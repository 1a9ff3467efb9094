import { endAndCheck, ends, longCommands } from '../ended-commands.ts';
import type { Run } from './soak.ts';

export const endedCommands: Run<string> = async (text, { say }) => {
  const commands = longCommands.filter(({ name }) => name.includes(text));
  let areRight = commands.length > 0;
  if (!areRight)
    say(`no long command has "${text}": ${longCommands.map(({ name }) => name).join(', ')}`);
  for (const command of commands) {
    for (const how of ends) {
      for (const moment of [0, 1, 2] as const) {
        const outcome = await endAndCheck(command, how, moment).then(
          (wasRunning) => (wasRunning ? 'held' : 'held, had ended before'),
          (error: unknown) => `WRONG: ${error instanceof Error ? error.message : error}`,
        );
        areRight &&= outcome.startsWith('held');
        say(`${command.name}, ${how}, moment ${moment}: ${outcome}`);
      }
    }
  }
  return areRight;
};
