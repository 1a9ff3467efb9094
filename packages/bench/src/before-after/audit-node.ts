/**
 * `node audit-node.ts ROOT CONFIG`: audits the database of a stopped node with the sources of the checkout in ROOT, and
 * prints what that took as JSON. A program of its own, for each audit is to begin in a process that has done nothing.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

type Storage = Pick<typeof import('@trellis/storage'), 'auditDatabase'>;
type Node = Pick<typeof import('@trellis/node'), 'readConfig' | 'readGenesis'>;

const [root = '', configFile = ''] = process.argv.slice(2);

const load = (name: string): Promise<unknown> =>
  import(pathToFileURL(join(root, 'packages', name, 'src', 'index.ts')).href);

const { createProvider } = (await load('crypto')) as typeof import('@trellis/crypto');
const node = (await load('node')) as Node & Partial<Storage>;
// An earlier commit had the audit in another package.
const { auditDatabase } = node.auditDatabase
  ? (node as Storage)
  : ((await load('storage')) as Storage);

const config = await node.readConfig(configFile);
const genesis = await node.readGenesis(config.genesis);
const [begin, start] = [process.cpuUsage(), performance.now()];
const { transactions } = await auditDatabase(config.data, genesis, createProvider('native'));
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(begin);
process.stdout.write(`${JSON.stringify({ transactions, seconds, cpuMicros: user + system })}\n`);
