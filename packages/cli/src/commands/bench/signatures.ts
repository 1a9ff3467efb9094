/** `trellis bench signatures`. */
import {
  benchSchemes,
  benchSignatures,
  defaultSignatureOptions,
  providerNames,
  quickSignatureOptions,
  readProviders,
  readSchemes,
  readSizes,
  type SignatureMeasurement,
  signaturesText,
} from '@trellis/bench';
import type { Command } from 'commander';
import {
  addCommonOptions,
  type CommonOptions,
  conclude,
  type Facts,
  interrupted,
  keepUnfinished,
  measuring,
} from './keep-run.ts';
import { positiveNumber } from './numbers.ts';

interface SignatureCommandOptions extends CommonOptions {
  readonly schemes?: string;
  readonly providers?: string;
  readonly sizes?: string;
  readonly rounds?: number;
}

export function addSignatures(bench: Command): void {
  addCommonOptions(
    bench
      .command('signatures')
      .description('Keys, signatures and verifications by themselves, by every provider')
      .option('--schemes <names>', `of ${benchSchemes.join(', ')}`)
      .option('--providers <names>', `of ${providerNames.join(', ')}`)
      .option('--sizes <bytes>', 'of the messages (default 32,1024,65536)')
      .option('--rounds <count>', 'repetitions, which all take turns', positiveNumber),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench signatures --quick\n' +
        '  $ trellis bench signatures --schemes ed25519,ml-dsa-65 --providers openssl --out runs/a\n',
    )
    .action(async (given: SignatureCommandOptions, command: Command) => {
      const base = given.quick ? quickSignatureOptions : defaultSignatureOptions;
      const options = {
        ...base,
        seed: given.seed,
        ...(given.schemes === undefined ? {} : { schemes: readSchemes(given.schemes) }),
        ...(given.providers === undefined ? {} : { providers: readProviders(given.providers) }),
        ...(given.sizes === undefined ? {} : { sizes: readSizes(given.sizes) }),
        ...(given.rounds === undefined ? {} : { rounds: given.rounds }),
      };
      const startedAt = new Date();
      const { seed, schemes, providers, sizes, ...parameters } = options;
      const facts = ({ result, metrics }: SignatureMeasurement, failure: string | null): Facts => ({
        kind: 'signatures',
        seed,
        parameters: {
          ...parameters,
          schemes: String(schemes),
          providers: String(providers),
          sizes: String(sizes),
        },
        metrics,
        raw: result,
        startedAt,
        failure,
      });
      const measured = await measuring(({ progress, signal }) =>
        benchSignatures(options, {
          onProgress: (share, what) => progress.update(share, what),
          onRound: (soFar) => keepUnfinished(given, facts(soFar, null)),
          signal,
        }),
      );
      const failure = measured.complete ? null : interrupted;
      await conclude(command, given, signaturesText(measured.result), facts(measured, failure));
    });
}
