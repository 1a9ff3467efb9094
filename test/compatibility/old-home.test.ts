/** What was stored before is read today: see `home-3ea8f5a/README.md` for what that is. */
import { readFile } from 'node:fs/promises';
import { formatConfig, readConfig, readGenesis, startNode } from '@trellis/node';
import { readRecords } from '@trellis/storage';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { testPorts } from '../ports.ts';
import { copyOldHome, type OldHome } from './old-home.ts';

const head = 65;

describe('what is read alone', () => {
  let old: OldHome;
  beforeAll(async () => {
    old = await copyOldHome();
  });
  afterAll(() => old.remove());

  it('configurations', async () => {
    const plain = await readConfig(old.nodeFile('node1', 'config.json'));
    expect(plain.network).toMatchObject({ requirePostQuantum: true, faults: null });
    expect(plain).toMatchObject({ name: 'node1', nextValidator: null, pastStates: 3 });
    const lenient = await readConfig(old.document('config-https.json'));
    expect(lenient.network.requirePostQuantum).toBe(false);
    expect(lenient.http.tls?.requirePostQuantum).toBe(false);
    const written = JSON.parse(formatConfig(plain));
    expect(written.network.requirePostQuantum).toBe(true);
    expect(written).not.toHaveProperty('stages');
  });

  it('the genesis', async () => {
    const { genesis } = await readConfig(old.nodeFile('node1', 'config.json'));
    expect((await readGenesis(genesis)).chainId).toBe('fixture-3ea8f5a');
  });

  it('a write-ahead log', async () => {
    const content = await readFile(old.document('consensus.wal'));
    const { inputs, validBytes } = readRecords(content, 'consensus.wal');
    expect(validBytes).toBe(content.length);
    expect(inputs.map(({ type }) => type)).toEqual([
      'startHeight',
      'proposal',
      'proposalChecked',
      'vote',
    ]);
    expect(inputs[2]).toMatchObject({ valid: true, timely: true });
  });

  it('keys', async () => {
    const { keys, broken } = await old.json('keys', 'list');
    expect(broken).toEqual([]);
    expect(keys).toMatchObject(
      ['alice', 'bob', 'carol', 'operator1', 'operator2', 'safe', 'treasury'].map((name) => ({
        name,
      })),
    );
  });

  it('a transaction, which a key signs', async () => {
    const args = ['--key', 'alice', '--key-index', '0', '--password-file'];
    await old.json(
      ...['tx', 'sign', old.document('unsigned.json')],
      ...[...args, old.document('keys.password')],
    );
    for (const name of ['unsigned.json', 'signed.json']) {
      expect(await old.json('tx', 'show', old.document(name))).toMatchObject({
        transactionId: 'c83f6cadc7eafebd6254f8def42e44a0ac985f6ebb10a361852a165705466317',
        witnesses: [{ keyIndex: 0 }],
      });
    }
  });

  it('API keys and the audit log', async () => {
    expect(await old.json('apikey', 'list')).toMatchObject({
      keys: [
        { name: 'auditor', scopes: ['audit', 'admin'], state: 'valid' },
        { name: 'desk', scopes: ['read', 'submit', 'events'], state: 'valid' },
      ],
    });
    expect(await old.json('audit', 'verify')).toMatchObject({
      entries: 18,
      head: '18:7e8d3f02ace40911e21a8f5d3fc99d3edc4f20698eafa14f0698e160c2281b05',
    });
  });

  it('a chain, audited in full', async () => {
    expect(await old.json('verify', 'node1')).toEqual({
      audited: [
        {
          node: 'node1',
          base: '0',
          height: `${head}`,
          transactions: 31,
          signatures: 96,
          stateEntries: 42,
          places: [],
        },
      ],
    });
  });

  it('a snapshot, with which another node begins', async () => {
    await old.json('snapshot', 'restore', old.nodeFile('node1', 'data/snapshot'), 'node2');
    expect(await old.json('verify', 'node2')).toMatchObject({
      audited: [{ base: '22', height: '22', stateEntries: 42 }],
    });
  });
});

it('a node continues with its chain, its orders and its keys', async () => {
  const old = await copyOldHome();
  onTestFinished(() => old.remove());
  await old.usePorts('node1', await testPorts(1));
  const facts: string[] = [];
  const note = (_fields: unknown, fact: string): void => {
    facts.push(fact);
  };
  const logger = { debug: note, info: note, warn: note, error: note };
  const config = await readConfig(old.nodeFile('node1', 'config.json'));
  const running = await startNode(config, logger, (error) => note({}, `${error}`));
  onTestFinished(() => running.stop());
  expect(facts).toContain('a drill changes the links to other nodes');

  const paid = await old.json('send', 'treasury', 'bob', '1', 'EUR', '--node', running.httpUrl);
  expect(paid).toMatchObject({ receipt: { status: 'success' } });
  expect(running.engine.chain.head().header.height).toBeGreaterThan(BigInt(head));

  const authorization = `Bearer ${(await readFile(old.document('auditor.key'), 'utf8')).trim()}`;
  const asked = (headers: Record<string, string>) =>
    fetch(new URL('/v1/audit', running.httpUrl), { headers });
  expect((await asked({})).status).toBe(401);
  expect((await asked({ authorization })).status).toBe(200);
});
