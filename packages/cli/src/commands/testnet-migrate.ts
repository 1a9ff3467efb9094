/** `trellis testnet migrate`: from Ed25519 to ML-DSA on a running network, and what each phase costs. */
import { createProvider } from '@trellis/crypto';
import type { MigrationPhase, MigrationReport } from '@trellis/testnet';
import { type Command, Option } from 'commander';
import { alignRows } from '../align-rows.ts';
import { readGlobals } from '../globals.ts';
import { undoneWhenInterrupted } from '../interruption.ts';
import { dim, print, printJson } from '../output.ts';
import { note } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

interface MigrateOptions {
  readonly validators: number;
  readonly seconds: number;
}

/** Adds `testnet migrate`. */
export function addMigrate(testnet: Command): void {
  testnet
    .command('migrate')
    .description('Take a testnet of its own from Ed25519 to ML-DSA while it is used')
    .addOption(
      new Option('-n, --validators <count>', 'how many validators')
        .default(4)
        .argParser(wholeNumber(1, 16)),
    )
    .addOption(
      new Option('--seconds <count>', 'how long each phase is measured')
        .default(8)
        .argParser(wholeNumber(1, 600)),
    )
    .addHelpText(
      'after',
      '\nThe testnet is made in a temporary folder and removed in the end; yours is left alone. By votes and\n' +
        'rotations, validators and accounts go from ed25519 to ed25519+ml-dsa-65 and then to ml-dsa-65, and\n' +
        'payments continue all the time. It takes a minute or two.\n' +
        '\nExamples:\n  $ trellis testnet migrate\n  $ trellis testnet migrate --seconds 30 --json\n',
    )
    .action(async ({ validators, seconds }: MigrateOptions, command: Command) => {
      const { makeOwnedHome, migrateTestnet, removeLeftTestnets, removeTestnetHome } = await import(
        '@trellis/testnet'
      );
      const globals = readGlobals(command);
      await removeLeftTestnets(note);
      const home = await makeOwnedHome();
      const began = performance.now();
      const onStep = (text: string): void => {
        if (globals.json) return;
        const at = ((performance.now() - began) / 1_000).toFixed(0).padStart(3);
        print(`${dim(`${at} s`)}  ${text}`);
      };
      const provider = createProvider(globals.provider);
      const options = { home, validators, phaseSeconds: seconds, provider, onStep };
      const report = await undoneWhenInterrupted(
        () => migrateTestnet(options),
        () => removeTestnetHome(home),
      );
      if (globals.json) printJson(report);
      else printReport(report);
    });
}

const heading = [
  'scheme',
  'payments',
  'bytes/payment',
  'certificate B',
  'p50 ms',
  'p99 ms',
  'CPU ms/payment',
  'power PQ',
  'accounts PQ',
];

function printReport({ phases, refused, paymentsBetween, totalSeconds }: MigrationReport): void {
  print(
    '',
    ...alignRows([heading, ...phases.map(phaseRow)]),
    '',
    `${paymentsBetween} payments became final while keys were being rotated.`,
    `A classical payment is rejected now: ${refused.payment}. A classical validator key too: ${refused.validatorKey}.`,
    `It took ${totalSeconds.toFixed(0)} s. CPU is that of all nodes together.`,
  );
}

function phaseRow(phase: MigrationPhase): string[] {
  const { finalityMs, postQuantum } = phase;
  return [
    phase.scheme,
    String(phase.payments),
    String(phase.paymentBytes),
    String(phase.certificateBytes),
    finalityMs.p50.toFixed(0),
    finalityMs.p99.toFixed(0),
    phase.cpuMs.toFixed(1),
    `${postQuantum.power.toFixed(0)} %`,
    `${postQuantum.accounts.toFixed(0)} %`,
  ];
}
