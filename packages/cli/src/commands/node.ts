/** `trellis node`: orders to a running node of this machine, and what is worth knowing of it. */
import { sendOrder } from '@trellis/node';
import type { Command } from 'commander';
import { duration } from '../duration.ts';
import { readGlobals } from '../globals.ts';
import { namedConfig } from '../node-data.ts';
import { print, printJson } from '../output.ts';

const nodeArgument = 'a node of the testnet, or the path of a configuration';

/** Gives the `node` command its subcommands. */
export function defineNodeCommand(node: Command): void {
  node
    .command('log-level')
    .argument('<node>', nodeArgument)
    .argument('<level>', 'debug, info, warn or error')
    .description('Change from which level on a running node logs')
    .option('--module <name>', 'of one module alone: api, engine, network or storage')
    .option('--for <time>', 'for so long, such as 10m', duration(['m', 'h'], '10m or 2h'))
    .addHelpText(
      'after',
      '\nExample:\n  $ trellis node log-level node1 debug --module engine --for 10m\n',
    )
    .action(changeLevel);
  node
    .command('reload')
    .argument('<node>', nodeArgument)
    .description('Let a running node read its configuration again, and say what needs a restart')
    .addHelpText('after', '\nExample:\n  $ trellis node reload node1\n')
    .action(reload);
}

async function changeLevel(
  name: string,
  level: string,
  options: { readonly module?: string; readonly for?: number },
  command: Command,
): Promise<void> {
  const { data } = await namedConfig(readGlobals(command).home, name);
  const minutes = options.for === undefined ? null : options.for / 60_000;
  const order = { order: 'log-level', level, module: options.module ?? null, minutes } as const;
  const levels = (await sendOrder(data, order)) as Readonly<Record<string, string>>;
  if (readGlobals(command).json) return printJson({ levels });
  const shown = Object.entries(levels).map(([module, of]) => `${module} ${of}`);
  print(`The node logs from these levels on: ${shown.join(', ')}.`);
}

async function reload(name: string, _options: object, command: Command): Promise<void> {
  const { data } = await namedConfig(readGlobals(command).home, name);
  const outcome = await sendOrder(data, { order: 'reload' });
  const { applied, needRestart } = outcome as {
    readonly applied: readonly string[];
    readonly needRestart: readonly string[];
  };
  if (readGlobals(command).json) return printJson({ applied, needRestart });
  print(applied.length === 0 ? 'Nothing changed at once.' : `Changed: ${applied.join(', ')}.`);
  if (needRestart.length > 0) print(`These count after a restart: ${needRestart.join(', ')}.`);
}
