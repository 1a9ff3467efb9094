/** What a node and the network refuse, each with its own code and a sentence. */
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildTransaction,
  createAccount,
  defineAsset,
  getAccount,
  getStatus,
  type HttpTransport,
  type LightClient,
  signTransaction,
  submit,
  submitAndWait,
  transfer,
} from '@trellis/client';
import {
  createProvider,
  generateSeed,
  keyAddress,
  type SchemeName,
  type SigningKey,
} from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  keyAccount,
  type Operation,
  rejectionMeaning,
  singleKeyPolicy,
  type statusMeaning,
} from '@trellis/protocol';
import {
  genesisPath,
  initTestnet,
  nodeFiles,
  nodeFolder,
  openLightClient,
  stopProcess,
  testnetFolder,
} from '@trellis/testnet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyFolder } from './copy-folder.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const provider = createProvider('native');
const open = (scheme: SchemeName) => provider.openKey(scheme, generateSeed(scheme));
const accountOf = ({ scheme, publicKey }: SigningKey) =>
  keyAccount(scheme, keyAddress(scheme, publicKey));
const rich = open('ml-dsa-65');
const stranger = open('ml-dsa-65');
const sourceKey = keyAddress(rich.scheme, rich.publicKey);
const source = accountOf(rich);
const nowhere = accountOf(stranger);
const euro = 'EUR' as AssetCode;

let network: TestNetwork;
let transport: HttpTransport;
let light: LightClient;

beforeAll(async () => {
  network = await startNetwork({
    accounts: [
      {
        scheme: rich.scheme,
        publicKey: rich.publicKey,
        amount: 500n,
        roles: ['issuer', 'registrar'],
      },
    ],
  });
  const [first] = network.transports;
  if (first === undefined) throw new Error('no node');
  transport = first;
  light = await openLightClient(network.folder, transport, provider);
});

afterAll(async () => {
  await network?.remove();
});

interface Changes {
  readonly chainId?: ChainId;
  readonly sequence?: bigint;
  readonly validUntil?: bigint;
  readonly operations?: readonly Operation[];
  readonly keyIndex?: number;
  readonly firstUse?: boolean;
  readonly signer?: typeof rich;
  readonly sender?: typeof source;
}

async function make(changes: Changes) {
  const [status, account] = await Promise.all([getStatus(transport), getAccount(light, source)]);
  const sender = changes.sender ?? source;
  const transaction = buildTransaction({
    chainId: changes.chainId ?? status.chainId,
    sender,
    sequence: changes.sequence ?? (account.value?.sequence ?? 0n) + 1n,
    validUntil: changes.validUntil ?? status.head.height + 50n,
    operations: changes.operations ?? [pay(1n)],
  });
  const { signer = rich, keyIndex = 0, firstUse = false } = changes;
  return signTransaction(transaction, [{ account: sender, keyIndex, key: signer, firstUse }]);
}

const treasury = async () => {
  const genesis = JSON.parse(await readFile(genesisPath(network.folder), 'utf8'));
  return genesis.assets[0].issuer as string;
};

function pay(amount: bigint, to = source): Operation {
  return transfer({ from: source, to, asset: euro, amount });
}

/** Announces a body of this length without sending it; gives the raw answer. */
function announce(length: number): Promise<string> {
  const { hostname, port } = new URL(transport.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (answer.endsWith('}')) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(
      `POST /v1/transactions HTTP/1.1\r\nhost: ${hostname}\r\n` +
        `content-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`,
    );
  });
}

describe('a transaction is refused', () => {
  const cases: readonly (readonly [keyof typeof rejectionMeaning, Changes])[] = [
    ['wrong_chain', { chainId: 'another-chain' as ChainId }],
    ['expired', { validUntil: 0n }],
    ['valid_too_long', { validUntil: 1_000_000n }],
    ['sequence_used', { sequence: 0n }],
    ['sequence_too_far', { sequence: 100_000n }],
    ['unknown_sender', { sender: nowhere, signer: stranger, sequence: 1n }],
    ['unknown_key', { keyIndex: 1 }],
    ['bad_signature', { signer: stranger }],
    ['wrong_public_key', { signer: stranger, firstUse: true }],
  ];
  it.each(cases)('%s', async (code, changes) => {
    await expect(submit(transport, await make(changes))).rejects.toMatchObject({
      code,
      message: rejectionMeaning[code],
    });
  });

  it('policy_not_met, missing_public_key, witness_unneeded, witness_duplicate', async () => {
    const signed = await make({});
    const [witness] = signed.witnesses;
    if (witness === undefined) throw new Error('no witness');
    await expect(submit(transport, { ...signed, witnesses: [] })).rejects.toMatchObject({
      code: 'policy_not_met',
    });
    await expect(
      submit(transport, { ...signed, witnesses: [witness, witness] }),
    ).rejects.toMatchObject({ code: 'witness_duplicate' });
    await expect(
      submit(transport, { ...signed, witnesses: [witness, { ...witness, account: nowhere }] }),
    ).rejects.toMatchObject({ code: 'witness_unneeded' });
  });

  it('malformed or too large, as bytes or as JSON, naming the field', async () => {
    const url = `${transport.url}/v1/transactions`;
    const post = async (type: string, body: string | Uint8Array) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': type },
        body: body as string,
      });
      return { status: response.status, ...(await response.json()) };
    };
    expect(await post('application/octet-stream', new Uint8Array(10))).toMatchObject({
      status: 400,
      code: 'malformed',
    });
    expect(await post('application/octet-stream', new Uint8Array(300_000))).toMatchObject({
      status: 413,
      code: 'too_large',
    });
    // Refused by what it announces, before a byte of it is read.
    expect(await announce(17_000_000)).toContain('413 Payload Too Large');
    expect(await announce(17_000_000)).toContain('"code":"body_too_large"');
    expect(await post('application/json', '{"transaction": 1')).toMatchObject({
      code: 'malformed',
    });
    expect(await post('application/json', '{"witnesses": []}')).toMatchObject({
      code: 'malformed',
      detail: expect.stringContaining('missing field "transaction"'),
    });
    expect(await post('application/json', '{"witnesses": [], "extra": 1}')).toMatchObject({
      detail: expect.stringContaining('unknown field "extra"'),
    });
    expect(await post('text/plain', 'hello')).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
  });
});

describe('a transaction fails in its block', () => {
  const cases: readonly (readonly [
    keyof typeof statusMeaning,
    () => Promise<Operation> | Operation,
  ])[] = [
    ['unknown_account', () => pay(1n, nowhere)],
    ['same_account', () => pay(1n)],
    ['zero_amount', () => pay(0n, nowhere)],
    [
      'unknown_asset',
      () => transfer({ from: source, to: nowhere, asset: 'XYZ' as AssetCode, amount: 1n }),
    ],
    [
      'asset_exists',
      () => defineAsset({ issuer: source, asset: euro, decimals: 2, name: 'Euro again' }),
    ],
    ['account_exists', () => createAccount(source, singleKeyPolicy('ml-dsa-65', sourceKey))],
  ];
  it.each(cases)('%s', async (status, operation) => {
    const final = await submitAndWait(light, await make({ operations: [await operation()] }));
    expect(final.receipt).toMatchObject({ status, failedOperation: 0 });
  });

  it('insufficient_funds, and nothing but the sequence changes', async () => {
    const before = await getAccount(light, source);
    const other = open('ml-dsa-44');
    const otherKey = keyAddress(other.scheme, other.publicKey);
    const otherAddress = accountOf(other);
    const made = await submitAndWait(
      light,
      await make({
        operations: [createAccount(source, singleKeyPolicy(other.scheme, otherKey))],
      }),
    );
    expect(made.receipt.status).toBe('success');
    const final = await submitAndWait(
      light,
      await make({ operations: [pay(1n, otherAddress), pay(10_000n, otherAddress)] }),
    );
    expect(final.receipt).toMatchObject({ status: 'insufficient_funds', failedOperation: 1 });
    const after = await getAccount(light, source);
    expect(after.reported.balances).toEqual(before.reported.balances);
    expect(after.value?.sequence).toBe((before.value?.sequence ?? 0n) + 2n);
    expect(await treasury()).toMatch(/^trellis1/);
  });

  it('and submitting it again gives the same receipt, not a second payment', async () => {
    const signed = await make({ operations: [pay(1n, nowhere)] });
    const first = await submitAndWait(light, signed);
    const again = await submitAndWait(light, signed);
    expect(again.height).toBe(first.height);
    expect(again.receipt).toEqual(first.receipt);
  });
});

describe('a node refuses to start', () => {
  const program = fileURLToPath(import.meta.resolve('@trellis/node/main'));
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-refusal-'));
    await stopProcess(network.folder, network.node(3));
    await copyFolder(network.folder, folder);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const path = (name: string) => join(nodeFolder(folder, network.node(3)), name);

  /** Starts node 4 from the copied folder; gives what it said when it gave up. */
  async function start(): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, [program, path(nodeFiles.config)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 200_000);
    const code = await new Promise<number | null>((resolve) => {
      child.on('exit', resolve);
    });
    clearTimeout(timer);
    return { code, said };
  }

  async function withChanged(
    file: string,
    change: (content: string) => string,
    run: () => Promise<void>,
  ): Promise<void> {
    const content = await readFile(file);
    await writeFile(file, change(content.toString('latin1')), 'latin1');
    try {
      await run();
    } finally {
      await writeFile(file, content);
    }
  }

  it('with a corrupt or wrong configuration, naming the field', async () => {
    await withChanged(
      path(nodeFiles.config),
      () => '{',
      async () => {
        expect(await start()).toMatchObject({
          code: 2,
          said: expect.stringContaining('is not JSON'),
        });
      },
    );
    const extra = (text: string) => text.replace('"name"', '"nmae": 1,\n  "name"');
    await withChanged(path(nodeFiles.config), extra, async () => {
      expect((await start()).said).toContain('unknown field \\"nmae\\"');
    });
    const slow = (text: string) => text.replace(/"heartbeatMs": \d+/, '"heartbeatMs": 0');
    await withChanged(path(nodeFiles.config), slow, async () => {
      expect((await start()).said).toContain('consensus.heartbeatMs: expected 1 to 3600000');
    });
  });

  it('with a used port', async () => {
    const server = createServer();
    const { httpPort } = network.node(3);
    await new Promise<void>((resolve) => {
      server.listen(httpPort, '127.0.0.1', resolve);
    });
    try {
      const { code, said } = await start();
      expect(code).toBe(2);
      expect(said).toContain(`127.0.0.1:${httpPort} is in use`);
    } finally {
      server.close();
    }
  });

  it('with the folder of another chain, and overwrites nothing', async () => {
    const home = await mkdtemp(join(tmpdir(), 'trellis-other-'));
    try {
      await initTestnet(home, { validators: 1, scheme: 'ml-dsa-65', provider });
      const ours = join(folder, 'genesis.json');
      const kept = await readFile(ours);
      await copyFile(join(testnetFolder(home), 'genesis.json'), ours);
      const config = path(nodeFiles.config);
      const observer = (text: string) =>
        text.replace(/"validator": \{[^}]*\}/, '"validator": null');
      await withChanged(config, observer, async () => {
        const { code, said } = await start();
        expect(code).toBe(2);
        expect(said).toContain('(other_chain)');
      });
      await writeFile(ours, kept);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  it('with a damaged database, a wrong password, and a key file that others may read', async () => {
    const current = path(`${nodeFiles.data}/chain/CURRENT`);
    const asking = (text: string) => text.replace('"repair": "automatic"', '"repair": "ask"');
    const elsewhere = () => 'MANIFEST-999999\n';
    await withChanged(path(nodeFiles.config), asking, () =>
      withChanged(current, elsewhere, async () => {
        const { code, said } = await start();
        expect(code).toBe(2);
        const line = JSON.parse(said);
        expect(line).toMatchObject({
          code: 'database_damaged',
          msg: 'cannot start (database_damaged)',
        });
        expect(line.advice).toContain('trellis repair');
      }),
    );
    await withChanged(
      path(nodeFiles.password),
      () => 'not it\n',
      async () => {
        const { said } = await start();
        expect(said).toContain('(wrong_password)');
        expect(said).not.toContain('not it');
      },
    );
  });
});
