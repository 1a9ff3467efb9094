import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import {
  getInventory,
  getLinks,
  getReportedBlock,
  getReportedTransaction,
  getStatus,
  type HttpTransport,
  httpTransport,
  submit,
  trustGenesis,
  verifyTransaction,
  waitForFinal,
} from '@trellis/client';
import {
  createProvider,
  formatAddress,
  generateSeed,
  type Hash,
  keyAddress,
  type SigningKey,
} from '@trellis/crypto';
import { readNetworkKey } from '@trellis/network/channel';
import { readGenesis } from '@trellis/node';
import {
  type AssetCode,
  type ChainId,
  keyAccount,
  rawText,
  type SignedTransaction,
  signedTransactionCodec,
  toHeight,
  transactionId,
  transactionMessage,
} from '@trellis/protocol';
import { auditDatabase } from '@trellis/storage';
import {
  genesisPath,
  nodeFiles,
  nodeFolder,
  openLightClient,
  startProcess,
  startTestnet,
  stopAll,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Level } from 'level';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from './eavesdropper.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const isShort = process.env.TRELLIS_TESTS === 'short';
const provider = createProvider('native');
const accountCount = 12;
const keys: SigningKey[] = Array.from({ length: accountCount }, () =>
  provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65')),
);
const addressOf = ({ scheme, publicKey }: SigningKey) =>
  keyAccount(scheme, keyAddress(scheme, publicKey));
const startBalance = 1_000n;

let network: TestNetwork;
/** Every transaction that any test submitted. */
const submitted: Hash[] = [];
const sequences = keys.map(() => 0n);

beforeAll(async () => {
  network = await startNetwork({
    accounts: keys.map(({ scheme, publicKey }) => ({ scheme, publicKey, amount: startBalance })),
  });
});

afterAll(async () => {
  await network?.remove();
});

/** A payment of one cent from one account of the ring to the next. */
async function payment(index: number): Promise<SignedTransaction> {
  const key = keys[index % accountCount];
  const target = keys[(index + 1) % accountCount];
  const sequence = (sequences[index % accountCount] ?? 0n) + 1n;
  sequences[index % accountCount] = sequence;
  if (key === undefined || target === undefined) throw new Error('no such account');
  const source = addressOf(key);
  const transaction = {
    chainId: network.manifest.chainId as ChainId,
    sender: source,
    sequence,
    validUntil: toHeight(5_000),
    operations: [
      {
        type: 'transfer' as const,
        source,
        to: addressOf(target),
        asset: 'EUR' as AssetCode,
        amount: 1n,
      },
    ],
    memo: '',
  };
  const signature = await key.sign('tx', transactionMessage(transaction));
  return { transaction, witnesses: [{ account: source, keyIndex: 0, signature, publicKey: null }] };
}

interface Paying {
  /** Resolves when so many more are submitted. */
  handIn(more: number): Promise<void>;
  stop(): Promise<void>;
}

/** Hands payments in one after another, to the nodes in turn, until told to stop. */
function keepPaying(transports: readonly HttpTransport[]): Paying {
  let going = true;
  let count = 0;
  const done = (async () => {
    while (going) {
      const signed = await payment(count);
      const transport = transports[count % transports.length];
      if (transport === undefined) throw new Error('no node');
      await submit(transport, signed);
      submitted.push(transactionId(signed.transaction));
      count += 1;
      await pause(5);
    }
  })();
  // A test that fails before it stops paying reports its own failure, not this one.
  done.catch(() => undefined);
  return {
    async handIn(more) {
      const wanted = count + more;
      while (count < wanted) await Promise.race([done, pause(5)]);
    },
    stop() {
      going = false;
      return done;
    },
  };
}

async function expectAllFinal(): Promise<void> {
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('no node');
  const light = await openLightClient(network.folder, transport, provider);
  for (const id of submitted) {
    const { receipt } = await waitForFinal(light, id, 30_000);
    expect(receipt.status).toBe('success');
  }
}

/** Each transaction is in exactly one block, and every node has the same blocks. */
async function expectSameChains(): Promise<void> {
  const statuses = await Promise.all(network.transports.map(getStatus));
  const height = statuses.reduce(
    (lowest, { head }) => (head.height < lowest ? head.height : lowest),
    statuses[0]?.head.height ?? toHeight(0),
  );
  const seen = new Map<Hash, bigint>();
  for (let at = 1n; at <= height; at++) {
    const blocks = await Promise.all(
      network.transports.map((transport) => getReportedBlock(transport, at)),
    );
    const [first] = blocks;
    if (first === undefined) throw new Error('no block');
    for (const block of blocks) {
      expect(block.blockId).toBe(first.blockId);
      expect(block.header.stateRoot).toBe(first.header.stateRoot);
    }
    for (const { transactionId: id } of first.transactions) {
      expect(seen.has(id), `transaction ${id} in blocks ${seen.get(id)} and ${at}`).toBe(false);
      seen.set(id, at);
    }
  }
  for (const id of submitted) expect(seen.has(id)).toBe(true);
}

/** Resolves when a node is connected to all others. */
async function untilConnected(index: number): Promise<void> {
  const transport = network.transports[index];
  if (transport === undefined) throw new Error('no node');
  for (;;) {
    const { peers } = await getStatus(transport);
    if (peers.every(({ connected }) => connected)) return;
    await pause(20);
  }
}

describe('four validator processes', () => {
  it('make a payment final, with proofs that need no trust in the node', async () => {
    const signed = await payment(0);
    const id = transactionId(signed.transaction);
    const [transport] = network.transports;
    if (transport === undefined) throw new Error('no node');
    await submit(transport, signed);
    submitted.push(id);
    const final = await waitForFinal(
      await openLightClient(network.folder, transport, provider),
      id,
    );
    const trusted = trustGenesis(await readGenesis(genesisPath(network.folder)));
    await verifyTransaction(trusted, createProvider('portable'), id, final);
    // The others have it too, by their own word.
    for (const other of network.transports) {
      const answer = await getReportedTransaction(other, id, 5_000);
      expect(answer.final?.receipt.status).toBe('success');
    }
  });

  it('answer as their OpenAPI document says, also to a client that knows nothing else', async () => {
    const { url } = network.transports[0] ?? httpTransport({ url: '' });
    const document = await (await fetch(`${url}/v1/openapi.json`)).json();
    const schemas = new Ajv2020({ strict: false }).addSchema(document, 'openapi');
    const pointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
    const expectDescribed = async (path: string, method: string, response: Response) => {
      const { responses } = document.paths[path][method];
      const status = responses[response.status] === undefined ? 'default' : response.status;
      const [type = ''] = Object.keys(responses[status].content);
      const place = [path, method, 'responses', `${status}`, 'content', type, 'schema'];
      const validate = schemas.compile({ $ref: `openapi#/paths/${place.map(pointer).join('/')}` });
      const isJson = /^application\/([a-z.-]+\+)?json\b/.test(type);
      const valid = validate(isJson ? await response.json() : await response.text());
      expect(validate.errors, `${method} ${path}`).toBeNull();
      expect(valid).toBe(true);
      return status;
    };

    const signed = await payment(3);
    const simulated = await fetch(`${url}/v1/simulate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signedTransactionCodec.toJson({ ...signed, witnesses: [] })),
    });
    expect(await simulated.clone().json()).toMatchObject({
      witnessRefusal: 'policy_not_met',
      receipt: { status: 'success' },
      balances: [expect.anything(), expect.anything()],
    });
    expect(await expectDescribed('/v1/simulate', 'post', simulated)).toBe(200);

    const submitPath = '/v1/transactions';
    const final = await fetch(`${url}${submitPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=20' },
      body: JSON.stringify(signedTransactionCodec.toJson(signed)),
    });
    submitted.push(transactionId(signed.transaction));
    expect(await expectDescribed(submitPath, 'post', final)).toBe(200);

    // What is final need not be fetched twice.
    const known = `${url}${submitPath}/${transactionId(signed.transaction)}`;
    const etag = (await fetch(known)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await fetch(known, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });

    const values: Readonly<Record<string, string>> = {
      address: formatAddress(signed.transaction.sender),
      asset: 'EUR',
      height: 'latest',
      id: transactionId(signed.transaction),
      hold: transactionId(signed.transaction),
      alias: '@nobody',
      mandate: transactionId(signed.transaction),
      number: '1',
      request: 'none-of-these',
    };
    // These nodes have no proposal, and no authorization server.
    const absent = ['/v1/proposals/{number}', '/oauth/authorize', '/oauth/requests/{request}'];
    for (const [path, methods] of Object.entries<Record<string, unknown>>(document.paths)) {
      if (methods.get === undefined || path === '/v1/events' || path === '/v1/reference') continue;
      const filled = path.replace(/\{([a-z]+)\}/g, (_whole, name: string) => values[name] ?? '');
      const status = await expectDescribed(path, 'get', await fetch(`${url}${filled}`));
      // What takes a key on every node is tried, with one, in test/access.
      const isClosed = path.startsWith('/v1/admin/') || path === '/v1/audit';
      const isThere = !isClosed && !absent.includes(path);
      expect(`${status}`, path).toBe(isThere ? '200' : isClosed ? '401' : '404');
      if (isClosed) continue;
      const unknown = await fetch(`${url}${filled}?unknown=1`);
      expect(unknown.status).toBe(400);
      expect(await expectDescribed(path, 'get', unknown)).toBe(400);
    }
  });

  it('give their cryptographic inventory as CycloneDX 1.6, and name each connection in it', async () => {
    const [transport] = network.transports;
    if (transport === undefined) throw new Error('no node');
    const inventory = await getInventory(transport);
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(JSON.stringify(inventory))).toBeNull();
    expect(inventory).toMatchObject({
      components: expect.arrayContaining(
        ['node2', 'node3', 'node4'].flatMap((name) => [
          expect.objectContaining({ name: `certificate of ${name}` }),
          expect.objectContaining({
            'bom-ref': `connection/${name}`,
            properties: expect.arrayContaining([
              { name: 'trellis:use', value: 'X25519MLKEM768, ml-dsa-65, TLS_AES_256_GCM_SHA384' },
              { name: 'trellis:postQuantum', value: 'true' },
            ]),
          }),
        ]),
      ),
    });
  });

  it('tell each other what their links have agreed on, and so any node tells of all', async () => {
    const [first] = network.transports;
    if (first === undefined) throw new Error('no node');
    const { node, nodes } = await getLinks(first);
    expect(node).toBe('node1');
    const links = nodes.flatMap(({ name, links: told }) =>
      (told ?? []).map((link) =>
        [name, link.name, link.group, link.signatureScheme].map((one) => rawText(one)).join(' '),
      ),
    );
    const names = ['node1', 'node2', 'node3', 'node4'];
    const expected = names.flatMap((one) =>
      names
        .filter((other) => other !== one)
        .map((other) => `${one} ${other} X25519MLKEM768 ml-dsa-65`),
    );
    expect(links.sort()).toEqual(expected);
  });

  it('agree on X25519MLKEM768 and nothing else, as whoever listens on the wire reads it', async ({
    skip,
  }) => {
    const { nodes, chainId } = network.manifest;
    const ports = nodes.map(({ networkPort }) => networkPort);
    const capture = await startCapture(join(network.home, 'wire.pcapng'), ports);
    if (typeof capture === 'string') return skip(`nothing can be captured here: ${capture}`);
    try {
      await network.kill(3);
      await startProcess(network.folder, network.node(3));
      await untilReady(network.folder, network.manifest, network.node(3));
      await untilConnected(3);
      const { messages, bytes } = await capture.stop();
      const ofType = (type: string) => messages.filter((message) => message.type === type);
      const [asked, answered] = [ofType('1'), ofType('2')];
      expect(asked.length).toBeGreaterThanOrEqual(3);
      expect(answered.length).toBeGreaterThanOrEqual(3);
      // 0x11ec is X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem §4), 4588 in decimal; 0x1302 is AES-256-GCM.
      for (const message of asked) {
        expect(message).toEqual({
          type: '1',
          keyShares: '4588',
          groups: '0x11ec',
          cipherSuites: '0x1302',
          versions: '0x0304',
          applicationProtocols: `trellis/1/${chainId}`,
        });
      }
      for (const message of answered) {
        expect(message).toMatchObject({
          keyShares: '4588',
          cipherSuites: '0x1302',
          versions: '0x0304',
        });
      }
      // Certificates are among what can't be read: nobody who listens learns who connects.
      expect(messages).toHaveLength(asked.length + answered.length);
      expect(bytes.includes(`trellis/1/${chainId}`)).toBe(true);
      for (const node of nodes) {
        const path = join(nodeFolder(network.folder, node), nodeFiles.networkKey);
        const { publicKey } = readNetworkKey(await readFile(path, 'utf8'));
        expect(bytes.includes(publicKey.subarray(0, 64))).toBe(false);
      }
    } finally {
      await capture.abandon();
    }
  });

  it.skipIf(isShort)('continue while one is killed under load, and it catches up', async () => {
    const victim = 3;
    const alive = network.transports.slice(0, victim);
    const paying = keepPaying(alive);
    await paying.handIn(50);
    await network.kill(victim);
    const [witness] = alive;
    if (witness === undefined) throw new Error('no node');
    // Each proposer has its turn twice, the dead one too.
    const before = await getStatus(witness);
    while ((await getStatus(witness)).head.height < before.head.height + 8n) await pause(20);
    await startProcess(network.folder, network.node(victim));
    await untilReady(network.folder, network.manifest, network.node(victim));
    await paying.handIn(50);
    await paying.stop();
    await expectAllFinal();
    const { head } = await getStatus(witness);
    await untilHeight(network.folder, network.manifest, head.height, 60_000);
    await expectSameChains();
  });

  it.skipIf(isShort)(
    'restart after all are killed under load, and lose nothing that was final',
    async () => {
      const paying = keepPaying(network.transports);
      await paying.handIn(100);
      await paying.stop();
      await expectAllFinal();
      const heads = await Promise.all(network.transports.map(getStatus));
      await Promise.all(network.transports.map((_transport, index) => network.kill(index)));
      await startTestnet(network.folder, network.manifest);
      const highest = heads.reduce(
        (max, { head }) => (head.height > max ? head.height : max),
        toHeight(0),
      );
      await untilHeight(network.folder, network.manifest, highest, 60_000);
      const signed = await payment(5);
      const [transport] = network.transports;
      if (transport === undefined) throw new Error('no node');
      await submit(transport, signed);
      submitted.push(transactionId(signed.transaction));
      await expectAllFinal();
      const { head } = await getStatus(transport);
      await untilHeight(network.folder, network.manifest, head.height, 60_000);
      await expectSameChains();
    },
  );

  it('stop gracefully, and every database passes its audit', async () => {
    const stopped = await stopAll(network.folder, network.manifest);
    expect(stopped).toHaveLength(4);
    const genesis = await readGenesis(genesisPath(network.folder));
    const reports = [];
    for (const node of network.manifest.nodes) {
      const data = join(nodeFolder(network.folder, node), nodeFiles.data);
      reports.push(await auditDatabase(data, genesis, provider));
    }
    for (const report of reports) {
      expect(report.transactions).toBe(submitted.length);
    }
  });

  it('name the height when one byte of a database is changed', async () => {
    const genesis = await readGenesis(genesisPath(network.folder));
    const data = join(nodeFolder(network.folder, network.node(0)), nodeFiles.data);
    const height = 3n;
    const key = new Uint8Array(9);
    // `H` and the height, big-endian: see the node's keyspace.
    key[0] = 0x48;
    new DataView(key.buffer).setBigUint64(1, height);
    const change = async (position: number): Promise<void> => {
      const database = new Level<Uint8Array, Uint8Array>(join(data, 'chain'), {
        keyEncoding: 'view',
        valueEncoding: 'view',
      });
      const value = await database.get(key);
      if (value === undefined) throw new Error('no such record');
      value[position] = (value[position] ?? 0) ^ 1;
      await database.put(key, value);
      await database.close();
    };
    for (const position of [60, 200, 300, 1_000, 5_000]) {
      await change(position);
      await expect(
        auditDatabase(data, genesis, provider),
        `byte ${position}`,
      ).rejects.toMatchObject({
        code: 'audit_failed',
        height,
      });
      await change(position);
    }
    await auditDatabase(data, genesis, provider);
  });
});
