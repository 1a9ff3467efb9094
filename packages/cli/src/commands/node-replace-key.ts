/** `trellis node replace-validator-key`: a new key for a validator whose old one was lost or stolen. */
import { dirname, resolve } from 'node:path';
import { createProvider, type SchemeName, votingSchemes } from '@trellis/crypto';
import { replaceFile } from '@trellis/crypto/files';
import { type Command, Option } from 'commander';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { namedConfigPath } from '../node-data.ts';
import { print, printJson } from '../output.ts';

/** Adds `replace-validator-key` to `node`. */
export function addReplaceValidatorKey(node: Command): void {
  node
    .command('replace-validator-key')
    .argument('<node>', 'a node of the testnet, or the path of a configuration')
    .description('Give a stopped validator a new key, as its old one was lost or stolen')
    .addOption(
      new Option('--scheme <name>', 'of the new key (default: as it voted last)').choices(
        votingSchemes,
      ),
    )
    .addHelpText(
      'after',
      '\nFrom its next start on the node does not use the old key, whose file stays. It follows without a vote until the\n' +
        'operators have put the new key into effect; this says what they have to propose. While the old key is good and\n' +
        'only getting old, rotate it without a gap instead: "nextValidator" in the configuration.\n' +
        '\nExample:\n  $ trellis node replace-validator-key node2\n',
    )
    .action(replace);
}

async function replace(
  name: string,
  options: { readonly scheme?: SchemeName },
  command: Command,
): Promise<void> {
  const { formatConfig, readConfig } = await import('@trellis/node');
  const { keyText, makeValidatorKey, rotationText, schemeVotedWith } = await import(
    '../new-validator-key.ts'
  );
  const { home, json, provider } = readGlobals(command);
  const path = resolve(await namedConfigPath(home, name));
  const config = await readConfig(path);
  const scheme = options.scheme ?? (await schemeVotedWith(config.data, config.name));
  if (scheme === undefined) {
    throw new UsageError(
      'no_validator',
      `${config.name} does not vote: name the scheme of its key with --scheme`,
    );
  }
  const key = await makeValidatorKey(dirname(path), scheme, createProvider(provider));
  await replaceFile(path, formatConfig({ ...config, validator: key.files, nextValidator: null }));
  const rotation = rotationText(config.name, key);
  if (json) {
    const { keyFile } = key.files;
    return printJson({ node: config.name, config: path, keyFile, key: keyText(key), rotation });
  }
  print(
    `${config.name} has a new validator key, ${key.files.keyFile}. Start it: it follows without a vote until the`,
    'operators have put the key into effect. Propose that, and have them vote:',
    `  trellis governance propose OPERATOR "${rotation}"`,
    `If there is evidence against it, it has no power any more: propose "add-validator node=${config.name} key=… power=…" instead.`,
  );
}
