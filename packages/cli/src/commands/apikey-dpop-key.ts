/** `trellis apikey dpop-key`: a key that API keys are bound to, so that an API key that was stolen alone is worthless. */
import { type ProofAlgorithm, proofAlgorithms } from '@trellis/client';
import { createFile } from '@trellis/crypto/files';
import { type Command, Option } from 'commander';
import { UsageError, whyUnusable } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { dim, print, printFields, printJson } from '../output.ts';

/** Adds the command. */
export function addDpopKeyCommand(apikey: Command): void {
  apikey
    .command('dpop-key <file>')
    .description('Make a key that API keys can be bound to, in a new file for its owner alone')
    .addOption(
      new Option('--algorithm <name>', 'what it signs its proofs with')
        .choices(proofAlgorithms)
        .default(proofAlgorithms[0]),
    )
    .addHelpText(
      'after',
      '\nWhoever is to use the API key makes it, and tells the thumbprint to whoever makes the API key.\n' +
        '\nExamples:\n  $ trellis apikey dpop-key desk.jwk\n' +
        '  $ trellis apikey create desk --bound-to THUMBPRINT --out desk.key\n' +
        '  $ trellis balance treasury EUR --api-key-file desk.key --dpop-key-file desk.jwk\n',
    )
    .action(
      async (
        file: string,
        { algorithm }: { readonly algorithm: ProofAlgorithm },
        command: Command,
      ) => {
        const { makeProofKey, openProofKey } = await import('@trellis/client/proof-key');
        const key = await makeProofKey(algorithm);
        const { thumbprint } = await openProofKey(key);
        await createFile(file, `${JSON.stringify(key)}\n`).catch((error: unknown) => {
          throw new UsageError('out_unwritable', `${file} can’t be written: ${whyUnusable(error)}`);
        });
        if (readGlobals(command).json) return printJson({ file, algorithm, thumbprint });
        printFields([
          ['file', file],
          ['algorithm', algorithm],
          ['thumbprint', thumbprint],
        ]);
        print(
          dim(`An API key is bound to it by: trellis apikey create … --bound-to ${thumbprint}`),
        );
      },
    );
}
