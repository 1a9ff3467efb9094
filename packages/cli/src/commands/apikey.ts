/** `trellis apikey`: who may call a node's HTTP API. */

import { formatAddress } from '@trellis/crypto';
import { createFile } from '@trellis/crypto/files';
import { codeText, visibleText } from '@trellis/protocol';
import {
  type ApiKeyView,
  apiKeyViewCodec,
  isScope,
  isThumbprint,
  type NewApiKeyResponse,
  newApiKeyResponseCodec,
  type Scope,
  scopes,
  thumbprintEnds,
} from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolveAccount } from '../account-names.ts';
import { alignRows } from '../align-rows.ts';
import { plainAnswerJson } from '../answer-json.ts';
import { UsageError } from '../command-error.ts';
import { duration } from '../duration.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { nodeData } from '../node-data.ts';
import { dim, print, printFields, printJson } from '../output.ts';
import {
  type ApiKeysOfNode,
  type ApiKeysOptions,
  addApiKeysOptions,
  remoteApiKeys,
} from '../remote-api-keys.ts';
import { addDpopKeyCommand } from './apikey-dpop-key.ts';

/** Gives `apikey` its subcommands. */
export function defineApiKeyCommand(apikey: Command): void {
  apikey.addHelpText(
    'after',
    '\nThese commands work on the node’s folder, whether it runs or not; a running node goes by\n' +
      'them at once. A key is shown once: the node keeps a hash of it. With --admin-key they ask a node elsewhere, with an\n' +
      'API key of scope admin and a signature of an administrator over each request.\n',
  );
  addCreate(apikey);
  addList(apikey);
  addRotate(apikey);
  addRevoke(apikey);
  addDpopKeyCommand(apikey);
}

const lifetime = duration(['m', 'h', 'd'], '30m, 24h or 90d');

interface NewKeyOptions extends ApiKeysOptions {
  readonly out?: string;
}

interface CreateOptions extends NewKeyOptions {
  readonly scope: readonly Scope[];
  readonly account: readonly string[];
  readonly from: readonly string[];
  readonly expires: number | 'never';
  readonly boundTo?: string;
}

function addCreate(apikey: Command): void {
  withOut(
    apikey
      .command('create <name>')
      .description('Make a key; it is shown once')
      .addOption(
        new Option(
          '--scope <scopes>',
          `what it opens, of ${scopes.join(', ')}; with commas between`,
        )
          .argParser(readScopes)
          .default(['read'], 'read'),
      )
      .option(
        '--account <accounts...>',
        'limit it to these accounts (names of keys, or addresses)',
        [],
      )
      .option('--from <networks...>', 'where it may be used from, such as 10.0.0.0/8', [])
      .addOption(
        new Option(
          '--bound-to <thumbprint>',
          'a key that each call has to prove (DPoP), by its RFC 7638 thumbprint: stolen alone, the API key is worth nothing',
        ).argParser((text) => {
          if (isThumbprint(text)) return text;
          throw new InvalidArgumentError(
            `expected the 43 characters that "trellis apikey dpop-key" shows, the last of them one of ${thumbprintEnds}.`,
          );
        }),
      )
      .addOption(
        new Option('--expires <time>', 'how long it lasts, such as 30m, 24h or 90d, or never')
          .argParser((text) => (text === 'never' ? text : lifetime(text)))
          .default(lifetime('90d'), '90d'),
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis apikey create reporting\n' +
        '  $ trellis apikey create treasury-desk --scope read,submit,events --account treasury \\\n' +
        '      --from 10.1.0.0/16 --expires 30d --out desk.key\n' +
        '  $ trellis balance treasury EUR --api-key-file desk.key\n',
    )
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const globals = readGlobals(command);
      const keys = await keysOf(globals, options);
      const accounts = await Promise.all(
        options.account.map((account) =>
          resolveAccount({ home: globals.home, light: null }, account),
        ),
      );
      const made = await keys.create({
        name,
        scopes: options.scope,
        accounts: accounts.length === 0 ? null : accounts,
        addresses: options.from,
        expires: options.expires === 'never' ? null : BigInt(Date.now() + options.expires),
        boundTo: options.boundTo ?? null,
      });
      await show(globals, made, options);
    });
}

function addList(apikey: Command): void {
  addApiKeysOptions(apikey.command('list').description('List the keys of a node'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis apikey list\n  $ trellis apikey list --of node2\n',
    )
    .action(async (options: ApiKeysOptions, command: Command) => {
      const globals = readGlobals(command);
      const all = await (await keysOf(globals, options)).list();
      if (globals.json)
        return printJson({ keys: all.map((key) => plainAnswerJson(apiKeyViewCodec, key)) });
      if (all.length === 0) return print('There are no API keys.');
      const rows = all.map((key) => [
        key.id,
        visibleText(key.name),
        codeText(key.state),
        key.scopes.map(codeText).join(','),
        key.accounts === null ? 'all' : String(key.accounts.length),
        key.addresses.join(' ') || 'anywhere',
        key.expires === null ? 'never' : dateText(key.expires),
        key.lastUse === null
          ? 'never'
          : `${dateText(key.lastUse.time)} from ${key.lastUse.address}`,
      ]);
      const heading = ['id', 'name', 'state', 'scopes', 'accounts', 'from', 'expires', 'last use'];
      print(...alignRows([heading, ...rows]));
    });
}

interface RotateOptions extends NewKeyOptions {
  readonly overlap: number;
}

function addRotate(apikey: Command): void {
  withOut(
    apikey
      .command('rotate <id>')
      .description('Make a key that replaces another, which stays valid for a while')
      .addOption(
        new Option('--overlap <time>', 'how long both are valid, such as 30m, 24h or 7d')
          .argParser(lifetime)
          .default(lifetime('24h'), '24h'),
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis apikey rotate 4be1e6f3a1c02d77 --overlap 7d --out new.key\n',
    )
    .action(async (id: string, options: RotateOptions, command: Command) => {
      const globals = readGlobals(command);
      const keys = await keysOf(globals, options);
      await show(globals, await keys.rotate(id, BigInt(options.overlap)), options);
    });
}

function addRevoke(apikey: Command): void {
  addApiKeysOptions(
    apikey.command('revoke <id>').description('End a key at once, with all that it opened'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis apikey revoke 4be1e6f3a1c02d77\n')
    .action(async (id: string, options: ApiKeysOptions, command: Command) => {
      const globals = readGlobals(command);
      const key = await (await keysOf(globals, options)).revoke(id);
      if (globals.json) return printJson(plainAnswerJson(apiKeyViewCodec, key));
      print(
        `The API key ${key.id} ("${visibleText(key.name)}") is revoked, and its open streams are closed.`,
      );
    });
}

function withOut(command: Command): Command {
  return addApiKeysOptions(command).option(
    '--out <file>',
    'write the key to this new file, for its owner alone, instead of showing it',
  );
}

async function keysOf(globals: Globals, options: ApiKeysOptions): Promise<ApiKeysOfNode> {
  if (options.adminKey !== undefined) return remoteApiKeys(globals, options.adminKey, options);
  const { accessFolder, apiKeysIn } = await import('@trellis/api/access');
  const { data } = await nodeData(globals, options);
  return apiKeysIn(accessFolder(data));
}

async function show(
  globals: Globals,
  made: NewApiKeyResponse,
  { out }: NewKeyOptions,
): Promise<void> {
  const { key, secret } = made;
  if (out !== undefined) {
    await createFile(out, `${secret}\n`).catch((error: NodeJS.ErrnoException) => {
      // It has been made, and can't be shown again: so it is of no use to anybody.
      throw new UsageError(
        'out_unwritable',
        `${out} can’t be written (${error.code}); the key ${key.id} was made and is lost: revoke it, ` +
          'and make another with a new file for --out',
      );
    });
  }
  if (globals.json) {
    return printJson(
      out === undefined
        ? plainAnswerJson(newApiKeyResponseCodec, made)
        : { key: plainAnswerJson(apiKeyViewCodec, key), file: out },
    );
  }
  printFields(keyFields(key));
  if (out === undefined) {
    print(
      '',
      secret,
      dim('This is the key. It is not shown again: keep it where nobody else reads.'),
    );
  } else {
    print('', `The key is in ${out}.`);
  }
}

function keyFields(key: ApiKeyView): readonly (readonly [string, string])[] {
  return [
    ['id', key.id],
    ['name', visibleText(key.name)],
    ['scopes', key.scopes.map(codeText).join(', ')],
    ['accounts', key.accounts === null ? 'all' : key.accounts.map(formatAddress).join(', ')],
    ['from', key.addresses.length === 0 ? 'anywhere' : key.addresses.join(', ')],
    ['expires', key.expires === null ? 'never' : dateText(key.expires)],
    ...(key.boundTo === null ? [] : [['bound to', key.boundTo] as const]),
    ...(key.replaces === null ? [] : [['takes over from', key.replaces] as const]),
  ];
}

function readScopes(text: string): readonly Scope[] {
  return text.split(',').map((part) => {
    if (isScope(part)) return part;
    throw new InvalidArgumentError(`there is no scope "${part}"; expected ${scopes.join(', ')}.`);
  });
}

function dateText(time: bigint): string {
  return `${new Date(Number(time)).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
