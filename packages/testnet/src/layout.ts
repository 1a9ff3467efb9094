/** Where a testnet's files are, and the manifest that says what it consists of. */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@trellis/crypto';
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import {
  chainIdCodec,
  container,
  decodeJsonText,
  list,
  problemText,
  schemeCodec,
  text,
  uint16,
  type ValueOf,
} from '@trellis/protocol';

const shortText = text(256, 'text', (value): value is string => value.length > 0);

const manifestCodec = container({
  chainId: chainIdCodec,
  /** Scheme of the validators' votes and of the accounts made with the testnet. */
  scheme: schemeCodec,
  nodes: list(
    container({ name: shortText, http: shortText, httpPort: uint16, networkPort: uint16 }),
    64,
    1,
  ),
});

export type TestnetManifest = ValueOf<typeof manifestCodec>;
export type TestnetNode = TestnetManifest['nodes'][number];

export type TestnetErrorCode =
  | 'no_testnet'
  | 'testnet_exists'
  | 'testnet_damaged'
  /** The testnet's folder is another user's, or its disk fails. */
  | 'testnet_unreadable'
  /** A key of the home folder can't be that of a testnet's account; "trellis keys list" shows it. */
  | 'key_unusable'
  /** The testnet runs; stop it first: trellis testnet down. */
  | 'testnet_running'
  /** The testnet has no node of this name. */
  | 'unknown_node'
  | 'no_free_ports'
  /** The variable TRELLIS_BASE_PORT is no port from which a testnet has room. */
  | 'bad_base_port'
  /** There is less room on the disk than a node needs to start. */
  | 'disk_full'
  /** Another process listens where a node would: perhaps the original of a folder that was copied. */
  | 'ports_taken'
  | 'no_drill'
  /** The testnet failed under faults; "trellis testnet logs" shows what its nodes say. */
  | 'chaos_failed'
  | 'migration_failed'
  | 'vote_failed'
  | 'node_failed';

/** What is wrong with a testnet, and what to do. */
export class TestnetError extends CodedError<TestnetErrorCode> {}

/** The testnet's folder in a home. */
export function testnetFolder(home: string): string {
  return join(home, 'testnet');
}

/** Where a node’s configuration, keys, data and log are. */
export function nodeFolder(folder: string, node: Pick<TestnetNode, 'name'>): string {
  return join(folder, node.name);
}

/** The genesis that all nodes of the testnet share. */
export function genesisPath(folder: string): string {
  return join(folder, 'genesis.json');
}

/** The authority of the certificates that the nodes' APIs show, if they are served over HTTPS. */
export function authorityPath(folder: string): string {
  return join(folder, 'ca.pem');
}

function manifestPath(folder: string): string {
  return join(folder, 'testnet.json');
}

/** Throws `TestnetError` `no_testnet` when there is none, and another one when its manifest can't be read. */
export async function readManifest(folder: string): Promise<TestnetManifest> {
  let content: string;
  try {
    content = await readFile(manifestPath(folder), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What can't be seen may be there all the same, and must not be taken for what an interrupted `init` left.
    if (code !== 'ENOENT') {
      throw new TestnetError(
        'testnet_unreadable',
        `the testnet in ${folder} can't be read (${code}); run this as the user who made it, or name ` +
          'another folder with --home',
      );
    }
    throw new TestnetError(
      'no_testnet',
      `there is no testnet in ${folder}; make one with "trellis testnet init"`,
    );
  }
  const decoded = decodeJsonText(manifestCodec, content);
  if (decoded.ok) return decoded.value;
  throw new TestnetError(
    'testnet_damaged',
    `${manifestPath(folder)} is not a testnet manifest (${problemText(decoded.problem)}): restore it, use the version ` +
      'that made it if that is another version, or remove the folder and make a new testnet',
  );
}

/** Written last, and in one piece: a testnet without it does not exist. */
export async function writeManifest(folder: string, manifest: TestnetManifest): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = `${JSON.stringify(manifestCodec.toJson(manifest), null, 2)}\n`;
  await replaceFile(manifestPath(folder), text, sharedMode);
}
