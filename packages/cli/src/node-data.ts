/** Which node's folder a command works on: one of the testnet, or that of a configuration. */
import { join } from 'node:path';
import type { NodeConfig } from '@trellis/node';
import { nodeFiles } from '@trellis/node/node-files';
import type { Command } from 'commander';
import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { findNode, findNodes } from './testnet-nodes.ts';

export interface NodeDataOptions {
  readonly of?: string;
  readonly config?: string;
}

/** Adds the options to a command. */
export function addNodeDataOptions(command: Command): Command {
  return command
    .option('--of <node>', 'node of the testnet (default: the first)')
    .option('--config <file>', 'the node of this configuration, instead of one of the testnet');
}

/** The node's configuration. Throws `ConfigError` or `TestnetError`. */
export async function nodeData(
  { home }: Globals,
  { of: name, config }: NodeDataOptions,
): Promise<NodeConfig> {
  const { readConfig } = await import('@trellis/node/config');
  return readConfig(config ?? (await testnetConfig(home, name)));
}

async function testnetConfig(home: string, name: string | undefined): Promise<string> {
  const { nodeFolder, readManifest, testnetFolder } = await import('@trellis/testnet/layout');
  const folder = testnetFolder(home);
  const manifest = await readManifest(folder);
  const node = findNode(manifest, name ?? manifest.nodes[0]?.name ?? '');
  return join(nodeFolder(folder, node), nodeFiles.config);
}

/** The configurations of these nodes of the testnet, or of all. Throws `TestnetError`. */
export async function testnetConfigs(
  home: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const { nodeFolder, readManifest, testnetFolder } = await import('@trellis/testnet/layout');
  const folder = testnetFolder(home);
  const manifest = await readManifest(folder);
  const chosen = names.length === 0 ? manifest.nodes : findNodes(manifest, names);
  return chosen.map((node) => join(nodeFolder(folder, node), nodeFiles.config));
}

/** The configuration of a testnet node, or the one that is given. Throws `UsageError` unless it is one of them. */
export async function configPath(
  home: string,
  name: string | undefined,
  config: string | undefined,
): Promise<string> {
  const { nodeFolder, readManifest, testnetFolder } = await import('@trellis/testnet/layout');
  if ((name === undefined) === (config === undefined)) {
    throw new UsageError(
      'which_node',
      'give the name of a testnet node, or --config, and not both',
    );
  }
  if (config !== undefined) return config;
  const folder = testnetFolder(home);
  const node = findNode(await readManifest(folder), name ?? '');
  return join(nodeFolder(folder, node), nodeFiles.config);
}

/** A node by the name that it has in the testnet, or by the path of its configuration. Throws `TestnetError`. */
export async function namedConfig(home: string, node: string): Promise<NodeConfig> {
  const { readConfig } = await import('@trellis/node/config');
  return readConfig(await namedConfigPath(home, node));
}

/** Of the same node, the path. Throws `TestnetError`. */
export async function namedConfigPath(home: string, node: string): Promise<string> {
  return isPath(node) ? node : configPath(home, node, undefined);
}

/** Where a node of the testnet logs; `null` of another one, which its supervisor knows. */
export async function knownLog(home: string, node: string): Promise<string | null> {
  const { nodeFolder, readManifest, testnetFolder } = await import('@trellis/testnet/layout');
  if (isPath(node)) return null;
  const folder = testnetFolder(home);
  return join(nodeFolder(folder, findNode(await readManifest(folder), node)), nodeFiles.log);
}

function isPath(node: string): boolean {
  return node.includes('/') || node.endsWith('.json');
}
