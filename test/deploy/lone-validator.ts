/** The folder of a validator that is a network by itself, made as `docs/deploy.md` has it made. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed } from '@trellis/crypto';
import {
  assembleGenesis,
  initNode,
  installGenesis,
  nodeFiles,
  openValidatorKey,
  readConfig,
  readGenesisRules,
  signGenesis,
} from '@trellis/node';
import { testPorts } from '../ports.ts';

export interface LoneValidator {
  /** Of the test; to be removed. */
  readonly root: string;
  /** Of the node. */
  readonly folder: string;
  readonly httpPort: number;
}

/** Everything that is secret in the folder of a node, by its names there. */
export const secretFiles = [
  nodeFiles.validatorKey,
  nodeFiles.password,
  nodeFiles.peerKey,
  nodeFiles.networkKey,
];

export async function makeLoneValidator(name: string): Promise<LoneValidator> {
  const root = await mkdtemp(join(tmpdir(), 'trellis-lone-'));
  const folder = join(root, name);
  const provider = createProvider('native');
  const port = await testPorts(1);
  const httpPort = port + 100;
  const scheme = 'ml-dsa-65';
  const request = await initNode(
    {
      ...{ folder, name, scheme, httpPort, contact: '' },
      role: 'validator',
      operator: provider.openKey(scheme, generateSeed(scheme)),
      listen: [`/ip4/127.0.0.1/tcp/${port}`],
      addresses: [`/ip4/127.0.0.1/tcp/${port}`],
    },
    provider,
  );
  const rules = join(root, 'rules.json');
  await writeFile(rules, JSON.stringify({ chainId: name, time: '2026-11-02T09:00:00Z' }));
  const genesis = assembleGenesis(await readGenesisRules(rules), [request]);
  const config = join(folder, nodeFiles.config);
  const { validator } = await readConfig(config);
  if (validator === null) throw new Error('it does not vote');
  const signatures = [await signGenesis(genesis, await openValidatorKey(validator, provider))];
  await installGenesis(config, { genesis, requests: [request], signatures }, provider);
  return { root, folder, httpPort };
}
