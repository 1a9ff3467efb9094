/** `trellis consent client`: which clients may ask owners for consents at a node, for whoever runs it. */
import type { ConsentRegister } from '@trellis/api/access';
import { formatAddress } from '@trellis/crypto';
import { decodeJson, problemText } from '@trellis/protocol';
import { type ConsentClient, redirectUriCodec } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError } from 'commander';
import { resolveAccount } from '../account-names.ts';
import { readGivenFile } from '../given-file.ts';
import { readGlobals } from '../globals.ts';
import { addNodeDataOptions, type NodeDataOptions, nodeData } from '../node-data.ts';
import { print, printFields, printJson } from '../output.ts';

/** Adds `consent client` with its subcommands. */
export function addConsentClient(consent: Command): void {
  const client = consent
    .command('client')
    .description('Register the clients that may ask owners for consents at a node')
    .addHelpText('after', '\nThese commands work on the node’s folder, whether it runs or not.\n');
  addAdd(client);
  addList(client);
  addRemove(client);
}

interface AddOptions extends NodeDataOptions {
  readonly redirect: readonly string[];
  readonly jwk: string;
  readonly account?: string;
}

function addAdd(client: Command): void {
  addNodeDataOptions(
    client
      .command('add <name>')
      .description('Register a client by its public key')
      .requiredOption(
        '--redirect <uris...>',
        'where it has browsers sent back to, exactly',
        redirects,
      )
      .requiredOption('--jwk <file>', 'its public key as a JWK (ML-DSA, Ed25519, ES256, PS256)')
      .option('--account <account>', 'the account that it pays from under mandates'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis consent client add Shop --redirect https://shop.example/back --jwk shop.jwk --account shop\n',
    )
    .action(async (name: string, options: AddOptions, command: Command) => {
      const globals = readGlobals(command);
      const named = { home: globals.home, light: null };
      const account =
        options.account === undefined ? null : await resolveAccount(named, options.account);
      const jwk = parsed(await readGivenFile(options.jwk));
      const plan = { name, account, redirectUris: options.redirect };
      const added = await withRegister(command, options, (register) => register.add(plan, jwk));
      if (globals.json) return printJson(clientJson(added));
      printFields(fieldsOf(added));
    });
}

/** What is no JSON is no key either. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function redirects(uri: string, before: readonly string[] | undefined): readonly string[] {
  const decoded = decodeJson(redirectUriCodec, uri);
  if (!decoded.ok) throw new InvalidArgumentError(`${problemText(decoded.problem)}.`);
  return [...(before ?? []), uri];
}

function addList(client: Command): void {
  addNodeDataOptions(client.command('list').description('List the clients of a node'))
    .addHelpText('after', '\nExamples:\n  $ trellis consent client list\n')
    .action(async (options: NodeDataOptions, command: Command) => {
      const all = await withRegister(command, options, async (register) => register.list());
      if (readGlobals(command).json) return printJson({ clients: all.map(clientJson) });
      if (all.length === 0) print('There are no clients.');
      for (const [index, one] of all.entries()) {
        if (index > 0) print('');
        printFields(fieldsOf(one));
      }
    });
}

function addRemove(client: Command): void {
  addNodeDataOptions(
    client.command('remove <client>').description('End a client with all its consents and tokens'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis consent client remove Zk3…\n')
    .action(async (id: string, options: NodeDataOptions, command: Command) => {
      await withRegister(command, options, async (register) => register.remove(id));
      if (readGlobals(command).json) return printJson({ removed: id });
      print(`The client ${id} is removed; mandates that it has are on the chain still.`);
    });
}

async function withRegister<T>(
  command: Command,
  options: NodeDataOptions,
  work: (register: ConsentRegister) => Promise<T>,
): Promise<T> {
  const { accessFolder, openConsentRegister } = await import('@trellis/api/access');
  const { data } = await nodeData(readGlobals(command), options);
  const register = await openConsentRegister(accessFolder(data));
  try {
    return await work(register);
  } finally {
    register.close();
  }
}

function clientJson({ id, name, account, redirectUris, keyThumbprint }: ConsentClient) {
  const address = account === null ? null : formatAddress(account);
  return { id, name, account: address, redirectUris, keyThumbprint };
}

function fieldsOf({ id, name, account, redirectUris, keyThumbprint }: ConsentClient) {
  return [
    ['client', id],
    ['name', name],
    ['account', account === null ? 'none: it may pay nothing' : formatAddress(account)],
    ...redirectUris.map((uri) => ['redirect', uri] as const),
    ['key', keyThumbprint],
  ] as const;
}
