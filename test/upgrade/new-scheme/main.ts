/**
 * A scheme that earlier versions do not know, on a running chain: refused before the upgrade, allowed by a vote after it,
 * used, and audited. Started with `--import with-falcon.ts` in `NODE_OPTIONS`, which its nodes have, too.
 */
import { join } from 'node:path';
import {
  accountOf,
  createAccount,
  createLightClient,
  getProtocol,
  getStatus,
  httpTransport,
  type LightClient,
  propose,
  send,
  transfer,
  trustGenesis,
} from '@trellis/client';
import { createProvider, keyAddress, type SchemeName, type SigningKey } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { readGenesis } from '@trellis/node';
import {
  type AssetCode,
  type Operation,
  singleKeyPolicy,
  toHeight,
  versionOf,
} from '@trellis/protocol';
import { auditDatabase } from '@trellis/storage';
import {
  genesisPath,
  nodeFiles,
  nodeFolder,
  operatorName,
  stopAll,
  treasuryName,
} from '@trellis/testnet';
import { startNetwork } from '../../e2e/network.ts';
import { reachNewest } from '../reach-newest.ts';

/** Of the release that brings it; this source does not know the name. */
const scheme = 'falcon-512' as SchemeName;
const provider = createProvider('native');

interface Keys {
  readonly operator: SigningKey;
  readonly treasury: SigningKey;
  readonly falcon: SigningKey;
}

const policyOf = ({ scheme: name, publicKey }: SigningKey) =>
  singleKeyPolicy(name, keyAddress(name, publicKey));

const create = ({ treasury, falcon }: Keys): Operation =>
  createAccount(accountOf(treasury), policyOf(falcon));

function move(from: SigningKey, to: SigningKey, amount: bigint): Operation {
  const [source, payee] = [accountOf(from), accountOf(to)];
  return transfer({ from: source, to: payee, asset: 'EUR' as AssetCode, amount });
}

/** The status of a transaction, or the code with which the node refuses it. */
async function outcomeOf(light: LightClient, key: SigningKey, operation: Operation) {
  try {
    const { final } = await send(light, { key, operations: [operation] });
    return final.receipt.status;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

async function allow(light: LightClient, { operator }: Keys): Promise<string> {
  const expiresAt = toHeight((await getStatus(light.transport)).head.height + 1_000n);
  const actions = [{ type: 'allowScheme', use: 'accounts', scheme }] as const;
  const source = accountOf(operator);
  return outcomeOf(light, operator, propose({ operator: source, actions, expiresAt }));
}

/** A signature of Falcon with one bit turned. */
function forging(key: SigningKey): SigningKey {
  return {
    ...key,
    async sign(purpose, message) {
      const signature = await key.sign(purpose, message);
      signature[300] = (signature[300] ?? 0) ^ 1;
      return signature;
    },
  };
}

async function tryScheme(light: LightClient, keys: Keys) {
  const { treasury, falcon } = keys;
  const before = {
    create: await outcomeOf(light, treasury, create(keys)),
    allow: await allow(light, keys),
  };
  await reachNewest(light, keys.operator);
  const notAllowed = await outcomeOf(light, treasury, create(keys));
  const after = {
    allow: await allow(light, keys),
    create: await outcomeOf(light, treasury, create(keys)),
    receive: await outcomeOf(light, treasury, move(treasury, falcon, 500n)),
    forged: await outcomeOf(light, forging(falcon), move(falcon, treasury, 200n)),
    pay: await outcomeOf(light, falcon, move(falcon, treasury, 200n)),
    payAgain: await outcomeOf(light, falcon, move(falcon, treasury, 200n)),
  };
  const version = versionOf((await getProtocol(light)).value ?? { effective: null });
  return { before, notAllowed, after, version };
}

const network = await startNetwork({ validators: 1, scheme: 'ml-dsa-44', logLevel: 'warn' });
try {
  const { home, folder, manifest } = network;
  const transport = httpTransport({ url: network.node(0).http });
  const genesis = await readGenesis(genesisPath(folder));
  const trusted = trustGenesis(genesis);
  const light = createLightClient({ transport, verifier: provider, trusted, headAgeMsMax: null });
  const outcomes = await tryScheme(light, {
    operator: await openTestKey(home, operatorName(0), provider),
    treasury: await openTestKey(home, treasuryName, provider),
    falcon: provider.openKey(scheme, new Uint8Array(48).fill(7)),
  });
  await stopAll(folder, manifest);
  const data = join(nodeFolder(folder, network.node(0)), nodeFiles.data);
  const { height, signatures } = await auditDatabase(data, genesis, provider);
  const audited = { height: Number(height), signatures };
  process.stdout.write(`${JSON.stringify({ ...outcomes, audited })}\n`);
} finally {
  await network.remove();
}
