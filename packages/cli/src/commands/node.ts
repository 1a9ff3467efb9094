/** `trellis node`: making and running a node, orders to a running node of this machine, and what is worth knowing of it. */
import { resolve } from 'node:path';
import type { DoctorFinding } from '@trellis/node';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { duration } from '../duration.ts';
import { readGlobals } from '../globals.ts';
import { knownLog, namedConfig } from '../node-data.ts';
import { formatBytes, print, printJson } from '../output.ts';
import { withProgress } from '../progress.ts';
import { addNodeInit } from './node-init.ts';
import { addReplaceValidatorKey } from './node-replace-key.ts';
import { addNodeRun } from './node-run.ts';

const nodeArgument = 'a node of the testnet, or the path of a configuration';

/** Gives the `node` command its subcommands. */
export function defineNodeCommand(node: Command): void {
  addNodeInit(node);
  addNodeRun(node);
  addReplaceValidatorKey(node);
  node
    .command('doctor')
    .argument('<node>', nodeArgument)
    .description('Look at a node and its peers, running or stopped, and say what needs to be done')
    .addHelpText(
      'after',
      '\nA running node asks its peers; for a stopped one this command connects with its keys. Peers dial back.\n' +
        'Ends with 1 if something needs to be done, and with 0 if there are warnings alone.\n' +
        '\nExample:\n  $ trellis node doctor node1\n',
    )
    .action(doctor);
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
    .command('report')
    .argument('<node>', nodeArgument)
    .description('Write all that somebody who helps needs to see of a node into one archive')
    .requiredOption('--to <file>', 'the archive, a .tar.gz that is not there yet')
    .option('--log <file>', 'the node’s log, where this command can’t know it')
    .option('--cpu-profile', 'with what the running node spends ten seconds on')
    .option('--heap', 'with statistics of the running node’s memory')
    .addHelpText(
      'after',
      '\nKeys, passwords, tokens and addresses of webhooks are left out. Read what is in it all the same before you send it.\n' +
        '\nExample:\n  $ trellis node report node1 --to report.tar.gz --cpu-profile\n',
    )
    .action(report);
  node
    .command('reload')
    .argument('<node>', nodeArgument)
    .description('Let a running node read its configuration again, and say what needs a restart')
    .addHelpText('after', '\nExample:\n  $ trellis node reload node1\n')
    .action(reload);
}

async function doctor(name: string, _options: object, command: Command): Promise<void> {
  const { examine } = await import('@trellis/node');
  const { home, json } = readGlobals(command);
  const config = await namedConfig(home, name);
  const report = await withProgress('looking at the node and asking its peers', examine(config));
  if (json) printJson(report);
  else print(...report.findings.flatMap(findingLines));
  const problems = report.findings.filter(({ state }) => state === 'problem').length;
  if (report.needsAction) {
    const what = problems === 1 ? '1 finding needs' : `${problems} findings need`;
    throw new ActionNeeded(`${report.node}: ${what} to be acted on`);
  }
}

/** A look at a node found problems, each shown with advice. */
class ActionNeeded extends Error {
  readonly code = 'action_needed';

  constructor(message: string) {
    super(message);
    this.name = 'ActionNeeded';
  }
}

function findingLines({ check, state, fact, advice }: DoctorFinding): readonly string[] {
  const line = `${state.padEnd(8)} ${check.replaceAll('_', ' ').padEnd(17)} ${fact}`;
  return advice === null ? [line] : [line, `${' '.repeat(27)}${advice}`];
}

async function report(
  name: string,
  options: {
    readonly to: string;
    readonly log?: string;
    readonly cpuProfile?: boolean;
    readonly heap?: boolean;
  },
  command: Command,
): Promise<void> {
  const { writeReport } = await import('@trellis/node');
  const { home, json } = readGlobals(command);
  const config = await namedConfig(home, name);
  const written = await withProgress(
    'asking the node and its peers',
    writeReport(config, {
      file: resolve(options.to),
      log: options.log ?? (await knownLog(home, name)),
      cpuProfile: options.cpuProfile === true,
      heap: options.heap === true,
    }),
  );
  if (json) return printJson(written);
  const rows = written.contents.map((one) => [`  ${one.name}`, formatBytes(one.bytes)]);
  print(`${written.file}, without secrets:`, ...alignRows(rows));
  if (!written.running) print('The node does not run: what only a running one can say is missing.');
}

async function changeLevel(
  name: string,
  level: string,
  options: { readonly module?: string; readonly for?: number },
  command: Command,
): Promise<void> {
  const { sendOrder } = await import('@trellis/node');
  const { data } = await namedConfig(readGlobals(command).home, name);
  const minutes = options.for === undefined ? null : options.for / 60_000;
  const order = { order: 'log-level', level, module: options.module ?? null, minutes } as const;
  const levels = (await sendOrder(data, order)) as Readonly<Record<string, string>>;
  if (readGlobals(command).json) return printJson({ levels });
  const shown = Object.entries(levels).map(([module, of]) => `${module} ${of}`);
  print(`The node logs from these levels on: ${shown.join(', ')}.`);
}

async function reload(name: string, _options: object, command: Command): Promise<void> {
  const { sendOrder } = await import('@trellis/node');
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
