/** Balances as they were after earlier blocks: from nodes that keep states, and from one that lies about them. */

import { runWithin } from '@trellis/cli/testing/run-cli';
import {
  type Client,
  createClient,
  getBalance,
  getGenesis,
  getStatus,
  httpTransport,
  ProofError,
} from '@trellis/client';
import { createProvider, formatAddress, type SigningKey } from '@trellis/crypto';
import { type AssetCode, genesisHash, type Height, toHeight } from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { type Lie, type LyingProxy, startLyingProxy } from '../e2e/lying-proxy.ts';
import { treasurySecret } from './treasury.ts';

const euro = 'EUR' as AssetCode;
const kept = 6;

let node: GuardedNode;
let key: SigningKey;
let proxy: LyingProxy;
/** The balance of the operator after each block from the first payment on. */
const truth = new Map<Height, bigint>();

const reader = (url: string): Promise<Client> => open(url, {});
async function open(url: string, signer: { readonly key?: SigningKey }): Promise<Client> {
  const hash = genesisHash(await getGenesis(httpTransport({ url: node.url })));
  return createClient({ url, ...signer, genesis: hash });
}

async function pay(times: number): Promise<void> {
  const client = await open(node.url, { key });
  for (let time = 0; time < times; time++) {
    const { final } = await client.pay({ to: node.operator, asset: euro, amount: '1' });
    const { value, header } = await client.balance(node.operator, euro);
    // An empty block in between has the same balance.
    for (let height = final.height; height <= header.height; height++) {
      truth.set(toHeight(height), value);
    }
  }
}

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit', 'events'] });
  const { scheme, seed } = await treasurySecret(node.home);
  key = createProvider('portable').openKey(scheme, seed);
  node = await node.restart({ pastStates: kept });
  await pay(10);
  proxy = await startLyingProxy(node.url);
});
afterAll(async () => {
  await proxy?.close();
  await node?.remove();
});

const status = () => getStatus(httpTransport({ url: node.url }));

describe('a node that keeps states', () => {
  it('proves each balance as it was, of the blocks that it says it has, also after a restart', async () => {
    for (const again of [false, true]) {
      if (again) node = await node.restart();
      const client = await reader(node.url);
      const before = await status();
      expect(before.keeps.statesFrom).toBe(before.head.height - BigInt(kept));
      const answers = new Map<Height, bigint | string>();
      for (const height of truth.keys()) {
        const answer = await client
          .balance(node.operator, euro, height)
          .then(({ value }) => value)
          .catch(({ code }: { code: string }) => code);
        answers.set(height, answer);
      }
      // An empty block may have come meanwhile, and the oldest state have been forgotten for it.
      const after = await status();
      for (const [height, value] of truth) {
        const isKept = answers.get(height) !== 'state_not_kept';
        if (height < before.keeps.statesFrom) expect(isKept).toBe(false);
        if (height >= after.keeps.statesFrom) expect(isKept).toBe(true);
        if (isKept) expect(answers.get(height)).toBe(value);
      }
    }
    await proxy.close();
    proxy = await startLyingProxy(node.url);
  });

  it('says which blocks it has when it is asked for others', async () => {
    const { light } = await reader(node.url);
    await expect(getBalance(light, node.operator, euro, toHeight(1))).rejects.toThrow(
      /does not keep the state of block 1; it has those from block [0-9]+ on/,
    );
    await expect(getBalance(light, node.operator, euro, toHeight(9_999))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('proves the end of any page of a statement, and the balance after a block', async () => {
    const height = [...truth.keys()].at(-2) ?? toHeight(0);
    const at = async (...args: readonly string[]) => {
      const words = ['statement', 'operator1', '--asset', 'EUR', '--node', node.url, ...args];
      const { code, stdout, stderr } = await runWithin(node.home, words);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      return stdout;
    };
    const proven = `the last line leaves the proven balance of block ${height}`;
    expect(await at('--at', `${height}`)).toContain(proven);
    expect(await at('--before', `${height + 1n}-0`)).toContain(proven);
    expect(await at('--at', '1')).toContain('the node keeps no state of block 1');
  });
});

describe('a node that lies about the past', () => {
  const isBalance = (path: string): boolean => path.includes('/balances/');

  /** What the honest node says of another block. */
  async function answerOf(height: Height): Promise<Record<string, unknown>> {
    const path = `/v1/accounts/${formatAddress(node.operator)}/balances/EUR?height=${height}`;
    return (await fetch(`${node.url}${path}`)).json();
  }

  it('is caught, whatever it shows instead', async () => {
    const [earlier, asked] = [...truth.keys()].slice(-3);
    if (earlier === undefined || asked === undefined) throw new Error('too few blocks');
    const [old, now] = [await answerOf(earlier), await answerOf(asked)];
    const entry = now.entry as Record<string, unknown>;
    const oldEntry = old.entry as Record<string, unknown>;
    const lies: readonly (readonly [string, unknown])[] = [
      ['wrong_block', old],
      ['entry_not_proven', { entry: { ...entry, record: oldEntry.record } }],
      ['entry_not_proven', { entry: { ...oldEntry, header: entry.header } }],
      [
        'header_not_certified',
        {
          entry: {
            ...oldEntry,
            header: {
              ...(entry.header as object),
              stateRoot: (oldEntry.header as Record<string, unknown>).stateRoot,
            },
          },
        },
      ],
      ['entry_not_proven', { entry: { ...entry, record: null } }],
    ];
    const liar = await reader(proxy.url);
    for (const [code, answer] of lies) {
      proxy.tell((path) => (isBalance(path) ? answer : undefined));
      const caught = await liar.balance(node.operator, euro, asked).catch((error) => error);
      expect(caught).toBeInstanceOf(ProofError);
      expect(caught.code).toBe(code);
    }
    proxy.tell(undefined);
    expect((await liar.balance(node.operator, euro, asked)).value).toBe(truth.get(asked));
  });

  it('is caught when it leaves the end of a page out', async () => {
    const height = [...truth.keys()].at(-2) ?? toHeight(0);
    const leaveOut: Lie = (path, json) =>
      path.includes('/history/') && path.includes('before')
        ? { ...json, entries: (json.entries as unknown[]).slice(1) }
        : undefined;
    const words = ['statement', 'operator1', '--asset', 'EUR', '--node', proxy.url];
    const page = [...words, '--before', `${height + 1n}-0`];
    expect((await runWithin(node.home, page)).code).toBe(0);
    proxy.tell(leaveOut);
    const told = await runWithin(node.home, [...words, '--at', `${height}`, '--limit', '2']);
    proxy.tell(undefined);
    expect(told.code).not.toBe(0);
    expect(told.stderr).toContain('balance');
  });
});
