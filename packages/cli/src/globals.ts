/** Options that every command takes. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { knownNamesText } from '@trellis/keystore/nearest-name';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './command-error.ts';

export interface Globals {
  /** Folder of keys and the testnet, absolute. */
  readonly home: string;
  /** Address of a node's HTTP API. */
  readonly node: string;
  /** The trusted genesis document, absolute. */
  readonly genesis: string;
  /** Whether the user named it; else it need not be there. */
  readonly genesisIsGiven: boolean;
  /** The authority to trust besides the usual ones, absolute; `undefined` when there is none. */
  readonly caFile: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
  /** The answer alone: no notes beside it, no progress. */
  readonly quiet: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly provider: 'native' | 'portable';
  /** File with the API key or token to present. */
  readonly apiKeyFile: string | undefined;
  /** Whether to ask for it on the terminal. */
  readonly askApiKey: boolean;
  /** File with the key that the API key or token is bound to. */
  readonly dpopKeyFile: string | undefined;
}

const defaultNode = 'http://127.0.0.1:26700';

/** Adds the options to the program. */
export function addGlobalOptions(program: Command): void {
  program
    .addOption(
      new Option('--home <folder>', 'folder of keys and the testnet')
        .env('TRELLIS_HOME')
        .default('.trellis'),
    )
    .addOption(
      new Option(
        '--node <url>',
        'node to talk to, or the name of one of the testnet (default: its first)',
      )
        .env('TRELLIS_NODE')
        .argParser(nodeAddress),
    )
    .option('--genesis <file>', 'trusted genesis (default: that of the testnet)')
    .addOption(
      new Option(
        '--api-key-file <file>',
        'present the API key or token in this file (or that in TRELLIS_API_KEY)',
      ).env('TRELLIS_API_KEY_FILE'),
    )
    .option('--ask-api-key', 'ask for the API key or token on the terminal')
    .addOption(
      new Option(
        '--dpop-key-file <file>',
        'the key that the API key or token is bound to (trellis apikey dpop-key)',
      ).env('TRELLIS_DPOP_KEY_FILE'),
    )
    .addOption(
      new Option(
        '--ca-file <file>',
        'trust this authority, PEM, for https (default: that of the testnet)',
      ).env('TRELLIS_CA_FILE'),
    )
    .option('--json', 'print one JSON document instead of text')
    .option('--verbose', 'print stack traces of errors')
    .option('--quiet', 'print the answer alone: no progress, no notes beside it')
    .addOption(
      new Option('--color <when>', 'colours; auto: on a terminal, unless NO_COLOR is set')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .addOption(
      new Option('--provider <name>', 'who computes signatures: OpenSSL, or JavaScript')
        .choices(['native', 'portable'])
        .default('native'),
    );
}

const isHttpAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** An address, or what may be the name of a node of the testnet, whose home is not known yet. */
function nodeAddress(text: string): string {
  if (isHttpAddress(text) || /^[a-z0-9-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('expected an address such as http://127.0.0.1:26700.');
}

/** The options as given to a command, or to the program before it. */
export function readGlobals(command: Command): Globals {
  const options = command.optsWithGlobals<{
    home: string;
    node?: string;
    genesis?: string;
    caFile?: string;
    json?: boolean;
    verbose?: boolean;
    quiet?: boolean;
    color: Globals['color'];
    provider: Globals['provider'];
    apiKeyFile?: string;
    askApiKey?: boolean;
    dpopKeyFile?: string;
  }>();
  const home = resolve(options.home);
  return {
    home,
    node: nodeOf(home, options.node),
    genesis: resolve(options.genesis ?? join(home, 'testnet', 'genesis.json')),
    genesisIsGiven: options.genesis !== undefined,
    caFile: options.caFile === undefined ? testnetAuthority(home) : resolve(options.caFile),
    json: options.json === true,
    verbose: options.verbose === true,
    quiet: options.quiet === true,
    color: options.color,
    provider: options.provider,
    apiKeyFile: options.apiKeyFile,
    askApiKey: options.askApiKey === true,
    dpopKeyFile: options.dpopKeyFile,
  };
}

/** The address of the node that is named, of the testnet's first one, or of where that usually is. Throws `UsageError`. */
function nodeOf(home: string, named: string | undefined): string {
  if (named !== undefined && isHttpAddress(named)) return named;
  const nodes = testnetNodes(home);
  if (named === undefined) return nodes[0]?.http ?? defaultNode;
  const found = nodes.find(({ name }) => name === named);
  if (found !== undefined) return found.http;
  const names = nodes.map(({ name }) => name);
  const there = names.length === 0 ? 'there is no testnet here' : knownNamesText(named, names);
  throw new UsageError(
    'unknown_node',
    `--node takes an address, such as ${defaultNode}, or the name of a node of the testnet; there is no node "${named}"; ${there}`,
  );
}

/** The nodes of the testnet in this home, if there is one. Its manifest is read whole where more of it is needed. */
function testnetNodes(home: string): readonly { readonly name: string; readonly http: string }[] {
  try {
    const manifest: unknown = JSON.parse(
      readFileSync(join(home, 'testnet', 'testnet.json'), 'utf8'),
    );
    return (manifest as { nodes: { name: string; http: string }[] }).nodes.filter(
      ({ name, http }) => typeof name === 'string' && typeof http === 'string',
    );
  } catch {
    return [];
  }
}

/** What the testnet's APIs show their certificates of, if they have any. */
function testnetAuthority(home: string): string | undefined {
  const path = join(home, 'testnet', 'ca.pem');
  return existsSync(path) ? path : undefined;
}
