/** `trellis genesis`: how several organisations begin a chain, none of which needs another's keys. */
import { createProvider, formatAddress, type SignatureProvider } from '@trellis/crypto';
import { sharedMode } from '@trellis/crypto/files';
import type { JoinRequest } from '@trellis/node';
import { type Genesis, genesisHash } from '@trellis/protocol';
import type { Command } from 'commander';
import { UsageError } from '../command-error.ts';
import { readGivenFile, writeNewFile } from '../given-file.ts';
import { readGlobals } from '../globals.ts';
import { print, printJson, printLong } from '../output.ts';

/** Gives `genesis` its subcommands. */
export function defineGenesisCommand(genesis: Command): void {
  genesis.addHelpText(
    'after',
    '\nEach organisation makes its node with "trellis node init" and sends its join request to all others. One assembles the\n' +
      'genesis; anybody can do so again and gets the same. Each checks it, compares the fingerprint with the others by\n' +
      'telephone, and signs it. Each installs it with the signatures of all; then the nodes start.\n',
  );
  addAssemble(genesis);
  addCheck(genesis);
  addSign(genesis);
  addInstall(genesis);
}

function addAssemble(genesis: Command): void {
  genesis
    .command('assemble <requests...>')
    .description('Make the genesis of a new network of join requests and rules')
    .requiredOption('--config <rules>', 'file of the rules: chain id, time, assets, roles, powers')
    .requiredOption('--out <file>', 'write the genesis here')
    .addHelpText(
      'after',
      '\nExample:\n  $ trellis genesis assemble bank-*.join --config rules.json --out genesis.json\n',
    )
    .action(
      async (
        files: readonly string[],
        { config, out }: { readonly config: string; readonly out: string },
        command: Command,
      ) => {
        const { assembleGenesis, formatGenesis, readGenesisRules } = await import('@trellis/node');
        const { genesisLines } = await import('../genesis-text.ts');
        const { json, provider } = readGlobals(command);
        const requests = await readRequests(files, createProvider(provider));
        const made = assembleGenesis(await readGenesisRules(config), requests);
        await writeNewFile(out, formatGenesis(made), sharedMode);
        if (json) return printJson({ file: out, ...factsOf(made) });
        await printLong(...genesisLines(made, requests));
        print(`Written to ${out}. Send it to all; each checks it: "trellis genesis check ${out}".`);
      },
    );
}

function addCheck(genesis: Command): void {
  genesis
    .command('check <genesis> <requests...>')
    .description('Say what a genesis means, and whether it is made of these join requests')
    .option('--config <file>', 'configuration of your node: whether its own keys are in it')
    .addHelpText(
      'after',
      '\nRead the fingerprint to the others by telephone: whoever has another one has another genesis. Take the join requests\n' +
        'that the others sent to you, not those of whoever assembled.\n' +
        '\nExample:\n  $ trellis genesis check genesis.json *.join --config bank-a/config.json\n',
    )
    .action(
      async (
        file: string,
        files: readonly string[],
        { config }: { readonly config?: string },
        command: Command,
      ) => {
        const { isFounder, readConfig } = await import('@trellis/node');
        const { genesisLines } = await import('../genesis-text.ts');
        const { json, provider } = readGlobals(command);
        const checked = await readFounding(file, files, createProvider(provider));
        const own = config === undefined ? null : await readConfig(config);
        const founder = own && (await isFounder(own, checked.genesis));
        if (json) {
          const ownNode = own && { name: own.name, isFounder: founder };
          return printJson({ ...factsOf(checked.genesis), ownNode });
        }
        await printLong(...genesisLines(checked.genesis, checked.requests));
        if (own === null) return;
        print(
          founder
            ? `${own.name} is in it with the keys in its folder.`
            : `${own.name} is not in it: it can join later by a vote.`,
        );
      },
    );
}

function addSign(genesis: Command): void {
  genesis
    .command('sign <genesis> <requests...>')
    .description('Sign a genesis as one of its validators; it is checked again before')
    .requiredOption('--config <file>', 'configuration of your node')
    .requiredOption('--out <file>', 'write the signature here')
    .addHelpText(
      'after',
      '\nExample:\n  $ trellis genesis sign genesis.json *.join --config bank-a/config.json --out bank-a.signature\n',
    )
    .action(
      async (
        file: string,
        files: readonly string[],
        options: { readonly config: string; readonly out: string },
        command: Command,
      ) => {
        const { formatGenesisSignature, isFounder, openValidatorKey, readConfig, signGenesis } =
          await import('@trellis/node');
        const { json, provider: name } = readGlobals(command);
        const provider = createProvider(name);
        const checked = await readFounding(file, files, provider);
        const config = await readConfig(options.config);
        if (!(await isFounder(config, checked.genesis)) || config.validator === null) {
          throw new UsageError('no_validator', `${config.name} is no validator of this genesis`);
        }
        const key = await openValidatorKey(config.validator, provider);
        const signature = await signGenesis(checked.genesis, key);
        await writeNewFile(options.out, formatGenesisSignature(signature), sharedMode);
        const { hash } = factsOf(checked.genesis);
        if (json) return printJson({ node: config.name, file: options.out, hash });
        print(`${config.name} has signed the genesis ${hash}.`);
        print(`Send ${options.out} to all; each needs the signatures of all validators.`);
      },
    );
}

interface InstallOptions {
  readonly config: string;
  readonly joins: readonly string[];
  readonly signatures: readonly string[];
}

function addInstall(genesis: Command): void {
  genesis
    .command('install <genesis>')
    .description('Give your node a genesis that all validators signed, and where its peers are')
    .requiredOption('--config <file>', 'configuration of your node')
    .requiredOption('--joins <files...>', 'the join requests that it was made of')
    .requiredOption('--signatures <files...>', 'the signatures of all its validators')
    .addHelpText(
      'after',
      '\nA node that joins later is given the same files; it starts when a vote has let it in.\n' +
        '\nExample:\n  $ trellis genesis install genesis.json --config bank-a/config.json --joins *.join --signatures *.signature\n',
    )
    .action(async (file: string, options: InstallOptions, command: Command) => {
      const { installGenesis, readGenesisSignature } = await import('@trellis/node');
      const { json, provider: name } = readGlobals(command);
      const provider = createProvider(name);
      const checked = await readFounding(file, options.joins, provider);
      const signatures = [];
      for (const path of options.signatures) {
        signatures.push(readGenesisSignature(await readGivenFile(path), path));
      }
      const installed = await installGenesis(options.config, { ...checked, signatures }, provider);
      const { hash } = factsOf(checked.genesis);
      if (json) return printJson({ ...installed, hash });
      print(`${installed.node} has the genesis ${hash}, signed by all its validators.`);
      print(
        installed.isFounder
          ? `Start it: "trellis node run ${options.config}".`
          : `It is not among the founders: start it when a vote has let it in.`,
      );
    });
}

/** A genesis that is made of these join requests. */
async function readFounding(
  file: string,
  files: readonly string[],
  provider: SignatureProvider,
): Promise<{ readonly genesis: Genesis; readonly requests: readonly JoinRequest[] }> {
  const { expectFounders, readGenesis } = await import('@trellis/node');
  const genesis = await readGenesis(file);
  const requests = await readRequests(files, provider);
  expectFounders({ genesis, requests });
  return { genesis, requests };
}

async function readRequests(
  files: readonly string[],
  provider: SignatureProvider,
): Promise<readonly JoinRequest[]> {
  const { readJoinRequest } = await import('@trellis/node');
  const requests: JoinRequest[] = [];
  for (const file of files) {
    const request = await readJoinRequest(await readGivenFile(file), file, provider);
    const { name } = request.request;
    if (requests.some((one) => one.request.name === name)) {
      throw new UsageError('same_name', `there are two join requests of ${name}`);
    }
    requests.push(request);
  }
  return requests;
}

function factsOf(genesis: Genesis) {
  return {
    chainId: genesis.chainId,
    hash: genesisHash(genesis),
    validators: genesis.validators.map(({ name, power, operator }) => ({
      node: name,
      power,
      operator: formatAddress(operator),
    })),
    observers: genesis.observers.map(({ name }) => name),
  };
}
