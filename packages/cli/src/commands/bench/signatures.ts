/** `trellis bench signatures`. */
import { benchSchemes, providerNames } from '@trellis/bench/options';
import type { Command } from 'commander';
import { wholeNumber } from '../../whole-number.ts';

import { interrupted, type Plan, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

interface SignatureCommandOptions extends RunOptions {
  readonly schemes?: string;
  readonly providers?: string;
  readonly sizes?: string;
  readonly rounds?: number;
}

export function addSignatures(bench: Command): void {
  addRunOptions(
    bench
      .command('signatures')
      .description('Keys, signatures and verifications by themselves, by every provider')
      .option('--schemes <names>', `of ${benchSchemes.join(', ')}`)
      .option('--providers <names>', `of ${providerNames.join(', ')}`)
      .option('--sizes <bytes>', 'of the messages (default 32,1024,65536)')
      .option('--rounds <count>', 'repetitions, which all take turns', wholeNumber(1)),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench signatures --quick\n' +
        '  $ trellis bench signatures --schemes ed25519,ml-dsa-65 --providers openssl --out runs/a\n',
    )
    .action(async (given: SignatureCommandOptions, command: Command) => {
      const {
        benchSignatures,
        defaultSignatureOptions,
        quickSignatureOptions,
        readProviders,
        readSchemes,
        readSizes,
        signaturesText,
      } = await import('@trellis/bench');
      const base = given.quick ? quickSignatureOptions : defaultSignatureOptions;
      const options = {
        ...base,
        seed: given.seed,
        ...(given.schemes === undefined ? {} : { schemes: readSchemes(given.schemes) }),
        ...(given.providers === undefined ? {} : { providers: readProviders(given.providers) }),
        ...(given.sizes === undefined ? {} : { sizes: readSizes(given.sizes) }),
        ...(given.rounds === undefined ? {} : { rounds: given.rounds }),
      };
      const { seed, schemes, providers, sizes, ...others } = options;
      const parameters = {
        ...others,
        schemes: String(schemes),
        providers: String(providers),
        sizes: String(sizes),
      };
      const plan: Plan = { kind: 'signatures', seed, parameters };
      await runMeasurement(command, given, plan, async ({ progress, signal, keep }) => {
        const { result, metrics, complete } = await benchSignatures(options, {
          onProgress: (share, what) => progress.update(share, what),
          onRound: (soFar) => keep({ metrics: soFar.metrics, raw: soFar.result }),
          signal,
        });
        const failure = complete ? null : interrupted;
        return { text: signaturesText(result), metrics, raw: result, failure };
      });
    });
}
