/** The commands by which a chain whose disks were lost is continued. */
import { join } from 'node:path';
import type { CliHome } from '@trellis/cli/testing/run-cli';
import { fieldOf, type PlannedStep, step } from './planned-step.ts';

/** On a stopped testnet of two nodes, whose chain is there. */
export const recoverySteps: readonly PlannedStep[] = [
  {
    command: 'chain recover',
    args: (_, cli) => ['--check', '--config', configOf(cli, 'node1'), configOf(cli, 'node2')],
  },
  ...['node1', 'node2'].map(
    (name): PlannedStep => ({
      command: 'chain recover statement',
      args: (_, cli) => [name, '--out', cli.path(`${name}.statement.json`)],
    }),
  ),
  {
    command: 'chain recover assemble',
    args: (_, cli) => [
      ...['node1', 'node2'].map((name) => cli.path(`${name}.statement.json`)),
      ...['--of', 'node1', '--reason', 'a drill', '--out', cli.path('recovery.json')],
    ],
  },
  ...['operator1', 'operator2'].map(
    (name): PlannedStep => ({
      command: 'chain recover sign',
      args: (_, cli) => [cli.path('recovery.json'), '--key', name],
    }),
  ),
  {
    command: 'chain recover show',
    args: (_, cli) => [cli.path('recovery.json')],
    as: 'recovery',
  },
  { command: 'chain recover apply', args: (_, cli) => [cli.path('recovery.json')] },
  {
    command: 'chain recover agree',
    args: (printed) => [fieldOf(printed, 'recovery', 'hash')],
    before: async (cli) => {
      await cli.run(['testnet', 'up']);
    },
  },
  step('chain recover testnet', ['--reason', 'another drill'], {
    before: async (cli) => {
      await cli.run(['testnet', 'down']);
    },
  }),
];

function configOf(cli: CliHome, node: string): string {
  return join(cli.home, 'testnet', node, 'config.json');
}
