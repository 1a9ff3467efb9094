/** The API keys of a node that is asked over HTTP, each request signed by an administrator's key. */
import { call } from '@trellis/client';
import { asAdministrator } from '@trellis/client/administration';
import type { ApiKeyPlan, ApiKeyView, NewApiKeyResponse } from '@trellis/protocol/http-api';
import { endpoints } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { openKey } from './key-store.ts';
import { addNodeDataOptions, type NodeDataOptions } from './node-data.ts';
import { addPasswordOptions, type PasswordOptions } from './password.ts';
import { openTransport } from './session.ts';

/** Which node's keys a command is about: one whose folder is here, or one that is asked. */
export interface ApiKeysOptions extends NodeDataOptions, PasswordOptions {
  readonly adminKey?: string;
}

/** What can be done with the API keys of a node. */
export interface ApiKeysOfNode {
  list(): Promise<readonly ApiKeyView[]>;
  create(plan: ApiKeyPlan): Promise<NewApiKeyResponse>;
  rotate(id: string, overlapMs: bigint): Promise<NewApiKeyResponse>;
  revoke(id: string): Promise<ApiKeyView>;
}

/** Adds the options to a command. */
export function addApiKeysOptions(command: Command): Command {
  return addPasswordOptions(
    addNodeDataOptions(command).option(
      '--admin-key <name>',
      'ask the node at --node over HTTP, each request signed by this key of an administrator',
    ),
  );
}

/** The API keys of the node that `--admin-key` asks. Throws `UsageError`. */
export async function remoteApiKeys(
  globals: Globals,
  name: string,
  options: ApiKeysOptions,
): Promise<ApiKeysOfNode> {
  if (options.of !== undefined || options.config !== undefined) {
    throw new UsageError(
      'which_node',
      '--admin-key asks the node at --node; leave --of and --config out, which name a folder',
    );
  }
  const plain = await openTransport(globals);
  const transport = asAdministrator(plain, await openKey(globals, name, options));
  return {
    list: async () => (await call(transport, endpoints.getApiKeys)).keys,
    create: (plan) => call(transport, endpoints.createApiKey, { body: plan }),
    rotate: async (key, overlapMs) =>
      call(transport, endpoints.rotateApiKey, {
        key,
        body: { overlapHours: wholeHours(overlapMs) },
      }),
    revoke: async (key) => (await call(transport, endpoints.revokeApiKey, { key })).key,
  };
}

/** Throws `UsageError` for what the API can't be told. */
function wholeHours(ms: bigint): number {
  const hours = Number(ms) / 3_600_000;
  if (Number.isInteger(hours) && hours <= 255) return hours;
  throw new UsageError('bad_overlap', 'over HTTP the overlap is whole hours, 255 at most');
}
