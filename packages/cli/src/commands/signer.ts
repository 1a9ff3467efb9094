/** `trellis signer`: a validator's key in a process of its own (docs/signer.md). */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createProvider, formatAddress, keyAddress } from '@trellis/crypto';
import type { Command } from 'commander';
import { UsageError, whyUnusable } from '../command-error.ts';
import { expectNoFile } from '../given-file.ts';
import { readGlobals } from '../globals.ts';
import { print, printFields, printJson } from '../output.ts';
import { type Place, place } from '../signer-place.ts';
import { addInitPayments, addRunPayments } from './signer-payments.ts';

interface InitOptions {
  readonly validator: string;
  readonly standby: readonly string[];
  readonly listen: Place;
  readonly out: string;
}

/** Gives `signer` its subcommands. */
export function defineSignerCommand(signer: Command): void {
  signer.addHelpText(
    'after',
    '\nA signer has the key of one validator, and remembers what was signed with it. Its nodes ask it for every vote, over\n' +
      'the channel that nodes use, each with keys of its own. One of them has the turn; when it is gone, the next one has it\n' +
      'some seconds later. The key is never in a node.\n',
  );
  addInit(signer);
  addRun(signer);
  addInitPayments(signer);
  addRunPayments(signer);
}

function addInit(signer: Command): void {
  signer
    .command('init')
    .description('Take the key of a stopped validator into the folder of a signer')
    .requiredOption(
      '--validator <config>',
      'configuration of the validator, which asks the signer from then on',
    )
    .option(
      '--standby <config>',
      'configuration of an observer that stands by for it; may be repeated',
      (value: string, earlier: readonly string[]) => [...earlier, value],
      [],
    )
    .requiredOption(
      '--listen <host:port>',
      'where the signer listens, and the nodes reach it',
      place,
    )
    .requiredOption('--out <folder>', 'folder of the signer')
    .addHelpText(
      'after',
      '\nThe validator has to be stopped, and to have known for sure what it signed. Its key, the password and the memory move;\n' +
        'nothing of them is left with the node. The signer signs nothing more at the height that the validator signed at last.\n' +
        '\nExample:\n  $ trellis signer init --validator bank-a/config.json --standby bank-a-2/config.json \\\n' +
        '      --listen 127.0.0.1:26900 --out bank-a-signer\n',
    )
    .action(init);
}

async function init(options: InitOptions, command: Command): Promise<void> {
  const { initSigner } = await import('@trellis/node');
  const { json, provider } = readGlobals(command);
  const folder = resolve(options.out);
  await expectNoFile(folder);
  const { keys } = await initSigner(
    {
      folder,
      node: resolve(options.validator),
      standbys: options.standby.map((path) => resolve(path)),
      at: options.listen,
    },
    createProvider(provider),
  );
  const addresses = keys.map((key) => formatAddress(keyAddress(key.scheme, key.publicKey)));
  const { host, port } = options.listen;
  if (json) return printJson({ folder, listen: `${host}:${port}`, keys: addresses });
  printFields([
    ['signer', folder],
    ['listens on', `${host}:${port}`],
    ['validator', addresses.join(', ')],
    ['nodes', String(1 + options.standby.length)],
  ]);
  print(`Start it with "trellis signer run ${options.out}/config.json", then the nodes.`);
}

function addRun(signer: Command): void {
  signer
    .command('run')
    .argument('<config>', 'path of the signer’s configuration')
    .description('Run a signer in the foreground; it logs JSON lines to standard output')
    .addHelpText(
      'after',
      '\nIt signs for nobody until a node has compared what it signed with the network. SIGINT and SIGTERM stop it.\n' +
        '\nExample:\n  $ trellis signer run bank-a-signer/config.json\n',
    )
    .action(async (config: string) => {
      await access(config).catch((error: unknown) => {
        throw new UsageError('file_unreadable', `${config} can’t be read: ${whyUnusable(error)}`);
      });
      const { runSignerProcess } = await import('@trellis/node');
      await runSignerProcess(resolve(config));
    });
}
