/** `trellis node init`: a node of one organisation, and what it sends to the others. */
import { resolve } from 'node:path';
import {
  createProvider,
  formatAddress,
  keyAddress,
  type SchemeName,
  votingSchemes,
} from '@trellis/crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../command-error.ts';
import { expectNoFile } from '../given-file.ts';
import { readGlobals } from '../globals.ts';
import { openKey } from '../key-store.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { policyKeyText } from '../policy-text.ts';
import { wholeNumber } from '../whole-number.ts';

interface InitOptions extends PasswordOptions {
  readonly name: string;
  readonly operator: string;
  readonly publicAddress: readonly string[];
  readonly listen: readonly string[];
  readonly private?: boolean;
  readonly sentry: readonly string[];
  readonly observer?: boolean;
  readonly scheme: SchemeName;
  readonly httpPort: number;
  readonly contact: string;
  readonly out?: string;
}

/** Adds `init` to `node`. */
export function addNodeInit(node: Command): void {
  addPasswordOptions(
    node
      .command('init')
      .description('Make the keys and the configuration of a node, and a join request for others')
      .requiredOption('--name <name>', 'name of the node, such as bank-a', nodeName)
      .requiredOption(
        '--operator <key>',
        'key of the account that acts for the node in governance: "trellis keys new"',
      )
      .option(
        '--public-address <address>',
        'where other nodes reach it, such as bank-a.example:26600; may be repeated',
        collect,
        [],
      )
      .option(
        '--listen <address>',
        'where it listens for other nodes; may be repeated (default: [::]:26600 and 0.0.0.0:26600)',
        collect,
        [],
      )
      .addOption(
        new Option(
          '--private',
          'the others are told no address: it connects to them, and nobody to it',
        ).conflicts('publicAddress'),
      )
      .addOption(
        new Option(
          '--sentry <peer@address>',
          'it connects with this observer alone, and others with it through that one, such as 12D3Koo…@10.0.0.2:26600; may be repeated',
        )
          .argParser(collect)
          .default([])
          .conflicts(['publicAddress', 'private', 'observer']),
      )
      .option('--observer', 'it follows the chain without a vote')
      .addOption(
        new Option('--scheme <name>', 'of the key that it votes with')
          .choices(votingSchemes)
          .default('ml-dsa-65'),
      )
      .option('--http-port <port>', 'port of its API on 127.0.0.1', wholeNumber(1, 65_535), 26_700)
      .option('--contact <text>', 'whom to ask about this node', '')
      .option('--out <folder>', 'folder of the node (default: its name)'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nThe folder and the keys in it stay with the node. The join request, <folder>.join, is for the others: it has\n` +
        'public keys only, and each key signs it. An address is host:port, or a multiaddr.\n' +
        '\nExamples:\n  $ trellis node init --name bank-a --operator bank-a --public-address bank-a.example:26600\n' +
        '  $ trellis node init --name window --observer --operator bank-a --public-address 203.0.113.5:26600\n',
    )
    .action(init);
}

async function init(options: InitOptions, command: Command): Promise<void> {
  const { initNode, operatorAccount, peerOf, writeJoinRequest } = await import('@trellis/node');
  const { readMultiaddr, readPublicMultiaddr } = await import('@trellis/network/multiaddr');
  const globals = readGlobals(command);
  const addresses = multiaddrs('--public-address', options.publicAddress, readPublicMultiaddr);
  const listening = multiaddrs('--listen', options.listen, readMultiaddr);
  const sentries = readSentries(options.sentry, readMultiaddr);
  const folder = resolve(options.out ?? options.name);
  const file = `${folder}.join`;
  await expectNoFile(file);
  await expectNoFile(folder);
  const operator = await openKey(globals, options.operator, options);
  const mayBeAlone = options.observer === true || options.private === true || sentries.length > 0;
  if (addresses.length === 0 && !mayBeAlone) {
    throw new UsageError(
      'bad_option',
      '--public-address: name where the other validators reach this one',
    );
  }
  const everywhere = sentries.length > 0 ? [] : ['/ip4/0.0.0.0/tcp/26600', '/ip6/::/tcp/26600'];
  const listen = listening.length > 0 ? listening : everywhere;
  const request = await initNode(
    {
      folder,
      name: options.name,
      role: options.observer === true ? 'observer' : 'validator',
      scheme: options.scheme,
      operator,
      listen,
      addresses,
      sentries,
      httpPort: options.httpPort,
      contact: options.contact,
    },
    createProvider(globals.provider),
  );
  await writeJoinRequest(file, request);
  const { name, role, operator: key, addresses: reachedAt } = request.request;
  const shown = {
    node: name,
    role,
    folder,
    joinRequest: file,
    peer: peerOf(request),
    operator: formatAddress(operatorAccount(request).address),
    operatorKey: policyKeyText({
      scheme: key.scheme,
      address: keyAddress(key.scheme, key.publicKey),
    }),
    addresses: reachedAt,
  };
  if (globals.json) return printJson(shown);
  printFields([
    ['node', `${name}, ${role}`],
    ['folder', folder],
    ['peer id', shown.peer],
    ['operator', shown.operator],
    ['operator’s key', shown.operatorKey],
    ['reached at', reachedAt.join(', ') || 'nowhere'],
    ['join request', file],
  ]);
  print('Send the join request to the others. The folder has the node’s keys: it stays here.');
}

function nodeName(text: string): string {
  if (/^[a-z0-9-]{1,32}$/.test(text)) return text;
  throw new InvalidArgumentError('expected 1 to 32 of a-z, 0-9 and -.');
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** Each with its peer id, which "trellis node init" printed for it. Throws `UsageError`. */
function readSentries(
  texts: readonly string[],
  read: (text: string) => string | undefined,
): readonly { readonly peer: string; readonly address: string }[] {
  return texts.map((text) => {
    const at = text.indexOf('@');
    const [peer, address] = [text.slice(0, Math.max(0, at)), read(text.slice(at + 1))];
    if (/^[1-9A-HJ-NP-Za-km-z]{20,128}$/.test(peer) && address !== undefined)
      return { peer, address };
    throw new UsageError(
      'bad_option',
      `--sentry: expected a peer id and an address, such as 12D3Koo…@10.0.0.2:26600, not "${text}"`,
    );
  });
}

/** As libp2p writes addresses. Throws `UsageError` for what is none. */
function multiaddrs(
  option: string,
  texts: readonly string[],
  read: (text: string) => string | undefined,
): readonly string[] {
  return texts.map((text) => {
    const address = read(text);
    if (address !== undefined) return address;
    throw new UsageError(
      'bad_option',
      `${option}: expected host:port, such as bank-a.example:26600, 203.0.113.5:26600 or [2001:db8::1]:26600, not "${text}"`,
    );
  });
}
