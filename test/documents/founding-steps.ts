/** The commands by which organisations found a network, and those that take keys away from it. */
import type { CliHome } from '@trellis/cli/testing/run-cli';
import { ensureTestKey } from '@trellis/keystore';
import type { PlannedStep } from './planned-step.ts';

const founding = (cli: CliHome) => [cli.path('genesis.json'), cli.path('bank.join')];
const bankConfig = (cli: CliHome) => ['--config', cli.path('bank/config.json')];

/** A network of one organisation, which is not started. */
export const foundingSteps: readonly PlannedStep[] = [
  {
    command: 'node init',
    args: (_, cli) => [
      ...['--name', 'bank', '--operator', 'alice', '--public-address', 'bank.example:26600'],
      ...['--out', cli.path('bank')],
    ],
  },
  {
    command: 'genesis assemble',
    args: (_, cli) => [
      ...[cli.path('bank.join'), '--config', cli.path('rules.json')],
      ...['--out', cli.path('genesis.json')],
    ],
    before: async (cli) => {
      await cli.write('rules.json', '{ "chainId": "one-bank", "time": "2026-11-02T09:00:00Z" }');
    },
  },
  { command: 'genesis check', args: (_, cli) => [...founding(cli), ...bankConfig(cli)] },
  {
    command: 'genesis sign',
    args: (_, cli) => [...founding(cli), ...bankConfig(cli), '--out', cli.path('bank.signature')],
  },
  {
    command: 'genesis install',
    args: (_, cli) => [
      ...[cli.path('genesis.json'), ...bankConfig(cli), '--joins', cli.path('bank.join')],
      ...['--signatures', cli.path('bank.signature')],
    ],
  },
  {
    command: 'signer init',
    args: (_, cli) => [
      ...['--validator', cli.path('bank/config.json'), '--listen', '127.0.0.1:26900'],
      ...['--out', cli.path('bank-signer')],
    ],
  },
  {
    command: 'signer init-payments',
    args: (_, cli) => [
      ...['erin', '--limit', 'EUR:10.00:100.00', '--listen', '127.0.0.1:26910'],
      ...['--out', cli.path('erin-signer')],
    ],
    before: async (cli) => {
      await ensureTestKey(cli.home, 'erin', 'ml-dsa-65');
    },
  },
];
