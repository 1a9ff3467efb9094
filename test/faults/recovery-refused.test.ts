/** Nodes that were given a recovery of their chain that is not for them: they refuse it, and stay as they are. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createProvider, decryptKeyFile, type Hash } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import {
  applyRecovery,
  assembleRecovery,
  giveLastWords,
  readConfig,
  readGenesis,
  signRecovery,
} from '@trellis/node';
import {
  type ChainId,
  type ChainRecovery,
  nextHeight,
  rawText,
  recoveryMessage,
  toHeight,
  validatorAddress,
} from '@trellis/protocol';
import { createLocalSigner, openLastSignedFile, readSurvivingData } from '@trellis/storage';
import {
  nodeFiles,
  nodeFolder,
  operatorName,
  stopAll,
  stopProcess,
  untilHeight,
} from '@trellis/testnet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { startDamaged } from './damage.ts';

const provider = createProvider('native');

let network: TestNetwork;
/** Of the first validator's word alone, which stopped before the others: so the chain would end where it stopped. */
let recovery: ChainRecovery;
/** The first validator as it was before it gave its statement. */
let beforeStatement: string;

const configOf = (index: number): string =>
  join(nodeFolder(network.folder, network.node(index)), nodeFiles.config);

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', logLevel: 'warn' });
  const { folder, manifest } = network;
  await stopProcess(network.folder, network.node(0));
  const stopped = await readSurvivingData((await readConfig(configOf(0))).data);
  const others = { ...manifest, nodes: manifest.nodes.slice(1) };
  await untilHeight(folder, others, toHeight(stopped.head.header.height + 3n), 300_000);
  await stopAll(folder, manifest);
  beforeStatement = await copyOfNode(0);
  const config = await readConfig(configOf(0));
  const statements = [await giveLastWords(config, provider)];
  const options = { statements, validators: null, reason: 'three disks burnt' };
  recovery = await signedByAll(await assembleRecovery(config, provider, options));
}, 600_000);
afterAll(async () => {
  await network?.remove();
});

/** The folder of a stopped node beside it, as the paths in its configuration ask; its configuration. */
async function copyOfNode(index: number): Promise<string> {
  const folder = nodeFolder(network.folder, network.node(index));
  const copy = `${folder}-copy`;
  await cp(folder, copy, { recursive: true });
  return join(copy, nodeFiles.config);
}

async function signedByAll(unsigned: ChainRecovery): Promise<ChainRecovery> {
  let signed = unsigned;
  for (const index of network.manifest.nodes.keys()) {
    const operator = unsigned.plan.lastValidators.find(
      ({ validator }) => validator.node === network.node(index).name,
    )?.validator.operator;
    if (operator === undefined) throw new Error('all four were validators');
    const key = await openTestKey(network.home, operatorName(index), provider);
    signed = await signRecovery(signed, operator, key);
  }
  return signed;
}

/** What the node says against it; it must have changed nothing. */
async function refusalOf(given: ChainRecovery, config = configOf(0)): Promise<Error> {
  const before = await readFile(config, 'utf8');
  const error = await applyRecovery(config, given, provider).then(
    () => new Error('it was applied'),
    (thrown: Error) => thrown,
  );
  expect(await readFile(config, 'utf8')).toBe(before);
  return error;
}

describe('a node refuses a recovery', () => {
  it('of another chain', async () => {
    const { plan } = recovery;
    const head = { ...plan.head, chainId: 'another' as ChainId };
    const error = await refusalOf({ ...recovery, plan: { ...plan, head } });
    expect(error).toMatchObject({ code: 'recovery_unusable' });
    expect(error.message).toMatch(/it is of the chain another/);
  });

  it('that was changed after it was signed, wherever', async () => {
    const { plan, signatures } = recovery;
    const [last] = plan.lastValidators;
    if (last === undefined) throw new Error('four validators');
    const changed: readonly ChainRecovery[] = [
      { signatures, plan: { ...plan, reason: 'none of your business' } },
      { signatures, plan: { ...plan, stateRoot: '0'.repeat(64) as Hash } },
      { signatures, plan: { ...plan, version: plan.version + 1 } },
      {
        signatures,
        plan: { ...plan, validators: plan.lastValidators.map((one) => one.validator) },
      },
      {
        plan,
        signatures: signatures.map((one) => ({ ...one, signature: one.signature.toReversed() })),
      },
    ];
    for (const one of changed) {
      const error = await refusalOf(one);
      expect(error).toMatchObject({ code: 'recovery_unusable' });
      expect(error.message).toMatch(/a signature in it does not verify/);
    }
  });

  it('that continues from another block than the statement in it says', async () => {
    const { plan } = recovery;
    const head = { ...plan.head, time: plan.head.time + 1n };
    const error = await refusalOf({ ...recovery, plan: { ...plan, head } });
    expect(error.message).toMatch(/has to continue from block/);
  });

  it('that operators of two thirds or less have signed', async () => {
    for (const count of [0, 1, 2]) {
      const few = { ...recovery, signatures: recovery.signatures.slice(0, count) };
      const error = await refusalOf(few);
      expect(error).toMatchObject({ code: 'recovery_unusable' });
      expect(error.message).toMatch(/operators of more than two thirds of the power have to sign/);
    }
  });

  it('that others signed in the name of the operators', async () => {
    const { plan } = recovery;
    const stranger = provider.openKey('ed25519', new Uint8Array(32).fill(9));
    const { scheme, publicKey } = stranger;
    const signature = await stranger.sign('chain-recovery', recoveryMessage(plan));
    const signatures = plan.lastValidators.map(({ validator: { operator } }) => ({
      ...{ operator, scheme, publicKey, signature },
    }));
    const error = await refusalOf({ plan, signatures });
    expect(error).toMatchObject({ code: 'recovery_refused' });
    expect(error.message).toMatch(/operators of more than two thirds of the power have to sign/);
  });

  it('that leaves out a block that it knows to be final', async () => {
    for (const index of [1, 2, 3]) {
      const error = await refusalOf(recovery, configOf(index));
      expect(error).toMatchObject({ code: 'recovery_refused' });
      expect(error.message).toMatch(/to be final, which the recovery leaves out/);
    }
  });

  it('that leaves out a block which it has precommitted', async () => {
    const config = await readConfig(beforeStatement);
    expect(dirname(config.data)).toBe(dirname(beforeStatement));
    await precommitNext(config);
    const error = await refusalOf(recovery, beforeStatement);
    expect(error).toMatchObject({ code: 'recovery_refused' });
    expect(error.message).toMatch(/this validator precommitted block [0-9]+, a later one/);
  });
});

/** Signs a precommit for the height after the one that the chain would continue from, as the node would have. */
async function precommitNext({ data, validator, genesis }: Awaited<ReturnType<typeof readConfig>>) {
  if (validator === null) throw new Error('a validator');
  const password = (await readFile(validator.passwordFile, 'utf8')).trim();
  const { scheme, seed } = await decryptKeyFile(
    await readFile(validator.keyFile, 'utf8'),
    password,
  );
  const key = provider.openKey(scheme, seed);
  const { chainId } = await readGenesis(genesis);
  const file = await openLastSignedFile(join(data, 'last-signed'));
  const signed = await createLocalSigner({ keys: [key], chainId, file }).signVote({
    type: 'precommit',
    height: nextHeight(recovery.plan.head.height),
    // Later than what it may have signed before it stopped.
    round: 40,
    blockId: recovery.plan.stateRoot,
    validator: validatorAddress(key),
  });
  await file.close();
  expect(signed).not.toBeNull();
}

describe('a validator that gave its statement', () => {
  it('takes the recovery, and once more, and signs nothing of the old chain when it is started without it', async () => {
    const first = await applyRecovery(configOf(0), recovery, provider);
    expect(first).toMatchObject({ isConsentChecked: true, votes: true });
    const text = await readFile(configOf(0), 'utf8');
    expect(await applyRecovery(configOf(0), recovery, provider)).toEqual(first);
    expect(await readFile(configOf(0), 'utf8')).toBe(text);
    const config = await readConfig(configOf(0));
    expect(config.recoveries).toHaveLength(1);
    const file = await openLastSignedFile(join(config.data, 'last-signed'));
    await file.close();
    expect(file.guard.doubt).toBe('withdrawn');
  });

  it('does not start with a file that was changed since it was given, and continues with the one that was', async () => {
    const { recoveries } = await readConfig(configOf(0));
    const [path] = recoveries;
    if (path === undefined) throw new Error('one recovery');
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.replace(rawText(recovery.plan.reason), 'all is well'));
    expect(await startDamaged(network, 0)).toMatchObject({
      type: 'refused',
      code: 'recovery_invalid',
    });
    await writeFile(path, whole);
    expect(await startDamaged(network, 0)).toEqual({ type: 'runs' });
    const { folder, manifest } = network;
    const alone = { ...manifest, nodes: manifest.nodes.slice(0, 1) };
    await untilHeight(folder, alone, toHeight(recovery.plan.head.height + 3n), 300_000);
  });
});
