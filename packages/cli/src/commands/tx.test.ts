import { readFile, writeFile } from 'node:fs/promises';
import { createProvider, formatAddress, keyAddress, parseAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  decodeJson,
  defaultChainLimits,
  type Genesis,
  genesisCodec,
  type SignedTransaction,
  schemeCodec,
  signedTransactionCodec,
  singleKeyPolicy,
  transactionId,
  transactionMessage,
} from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';

let cli: CliHome;
let address: Readonly<Record<'ann' | 'ben', string>>;
let publicKey: Readonly<Record<'ann' | 'ben', Uint8Array>>;

const genesisOf = (chainId: string): Genesis => {
  const account = parseAddress(address.ann);
  if (account === undefined) throw new Error('not an address');
  return {
    chainId: chainId as ChainId,
    time: 1n,
    accountSchemes: ['ml-dsa-44', 'ed25519'],
    validatorSchemes: ['ed25519'],
    recoverySchemes: [],
    validators: [
      {
        name: 'node1',
        scheme: 'ed25519',
        publicKey: new Uint8Array(32),
        power: 1,
        peer: `12D3KooWPeerNumber1${'x'.repeat(20)}`,
        networkKey: account,
        operator: account,
      },
    ],
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [{ asset: 'EUR' as AssetCode, issuer: account, decimals: 2, name: 'Euro' }],
    accounts: [
      {
        policy: singleKeyPolicy('ml-dsa-44', keyAddress('ml-dsa-44', publicKey.ann)),
        publicKeys: [],
        balances: [],
        roles: [],
      },
    ],
  };
};

beforeAll(async () => {
  cli = await createHome();
  const [ann, ben] = await Promise.all(
    [
      ['ann', 'ml-dsa-44'],
      ['ben', 'ed25519'],
    ].map(([name = '', scheme = '']) =>
      cli.json(
        ['keys', 'new', name, '--scheme', scheme, '--password-fd', '3'],
        `the password of ${name}`,
      ),
    ),
  );
  address = { ann: String(ann?.account), ben: String(ben?.account) };
  publicKey = {
    ann: Uint8Array.fromBase64(String(ann?.publicKey)),
    ben: Uint8Array.fromBase64(String(ben?.publicKey)),
  };
  const genesis = JSON.stringify(genesisCodec.toJson(genesisOf('paper-chain')));
  await cli.write('genesis.json', genesis);
});
afterAll(() => cli.remove());

/** `tx build` without a node. */
function build(file: string, ...args: readonly string[]) {
  const offline = [
    '--sequence',
    '7',
    '--valid-until',
    '900',
    '--genesis',
    cli.path('genesis.json'),
  ];
  return cli.runWithin(['tx', 'build', 'ann', cli.path(file), ...offline, ...args]);
}

function sign(file: string, name: 'ann' | 'ben', ...args: readonly string[]) {
  const options = ['--key', name, '--key-index', '0', '--password-fd', '3'];
  return cli.run(['tx', 'sign', cli.path(file), ...options, ...args], `the password of ${name}`);
}

async function read(file: string): Promise<SignedTransaction> {
  const json = JSON.parse(await readFile(cli.path(file), 'utf8'));
  const decoded = decodeJson(signedTransactionCodec, json);
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value;
}

describe('trellis tx, without a node', () => {
  it('builds, is signed by two parties apart, and shows who has signed', async () => {
    const swap = ['--pay', 'ann,ben,12.5,EUR', '--pay', `${address.ben},ann,3,EUR`];
    const built = await build('swap.json', ...swap, '--memo', 'a swap');
    expect(built).toMatchObject({ code: 0, stderr: '' });
    expect(built.stdout).toContain('(ann)');
    expect(built.stdout).toContain('(ben)');
    const { transaction, witnesses } = await read('swap.json');
    expect(witnesses).toEqual([]);
    expect(transaction).toMatchObject({
      chainId: 'paper-chain',
      sequence: 7n,
      validUntil: 900n,
      memo: 'a swap',
      operations: [
        { type: 'transfer', asset: 'EUR', amount: 1250n, to: parseAddress(address.ben) },
        { type: 'transfer', asset: 'EUR', amount: 300n, to: parseAddress(address.ann) },
      ],
    });

    expect((await sign('swap.json', 'ann', '--first-use')).code).toBe(0);
    const half = await cli.runWithin(['tx', 'show', cli.path('swap.json')]);
    expect(half.stdout).toContain(transactionId(transaction));
    expect(half.stdout).toMatch(/signatures +.*(ann|ben): /);
    expect(half.stdout).toContain('ann: by its key 0');
    expect(half.stdout).toContain('ben: missing');

    expect((await sign('swap.json', 'ben')).code).toBe(0);
    const signed = await read('swap.json');
    expect(signed.transaction).toEqual(transaction);
    expect(signed.witnesses.map((one) => one.publicKey)).toEqual([publicKey.ann, null]);
    const message = transactionMessage(transaction);
    for (const [index, name] of (['ann', 'ben'] as const).entries()) {
      const claim = {
        scheme: name === 'ann' ? ('ml-dsa-44' as const) : ('ed25519' as const),
        purpose: 'tx' as const,
        publicKey: publicKey[name],
        message,
        signature: signed.witnesses[index]?.signature ?? new Uint8Array(),
      };
      expect(await createProvider('portable').verify(claim)).toBe(true);
    }
    const shown = await cli.json(['tx', 'show', cli.path('swap.json')]);
    expect(shown).toMatchObject({ transactionId: transactionId(transaction) });
    expect(schemeCodec.toJson('ml-dsa-44')).toBe('ml-dsa-44');
  });

  it('builds every operation in the order in which they were given', async () => {
    const annKey = keyAddress('ml-dsa-44', publicKey.ann);
    const benKey = keyAddress('ed25519', publicKey.ben);
    const { code, stderr } = await build(
      'all.json',
      '--define-asset',
      'ann,GOLD,3,Gold, pure',
      '--pay',
      'ann,ben,1,EUR',
      '--create-account',
      `ann,2,ann,ed25519/${formatAddress(benKey)}:2`,
      '--set-policy',
      'ann,1,ben',
      '--mint',
      'ann,ben,0.01,GOLD',
      '--burn',
      'ann,1,EUR',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const ann = parseAddress(address.ann);
    const ben = parseAddress(address.ben);
    expect((await read('all.json')).transaction.operations).toEqual([
      { type: 'defineAsset', source: ann, asset: 'GOLD', decimals: 3, name: 'Gold, pure' },
      { type: 'transfer', source: ann, to: ben, asset: 'EUR', amount: 100n },
      {
        type: 'createAccount',
        source: ann,
        policy: {
          threshold: 2,
          postQuantumWeight: 0,
          keys: [
            { scheme: 'ml-dsa-44', address: annKey, weight: 1 },
            { scheme: 'ed25519', address: benKey, weight: 2 },
          ],
        },
      },
      {
        type: 'setPolicy',
        source: ann,
        policy: {
          threshold: 1,
          postQuantumWeight: 0,
          keys: [{ scheme: 'ed25519', address: benKey, weight: 1 }],
        },
      },
      { type: 'mint', source: ann, to: ben, asset: 'GOLD', amount: 10n },
      { type: 'burn', source: ann, asset: 'EUR', amount: 100n },
    ]);
  });

  it('replaces a signature of the same key, instead of adding a second', async () => {
    await build('twice.json', '--pay', 'ann,ben,1,EUR');
    await sign('twice.json', 'ann');
    const [first] = (await read('twice.json')).witnesses;
    await sign('twice.json', 'ann');
    const { witnesses } = await read('twice.json');
    expect(witnesses).toHaveLength(1);
    expect(witnesses[0]?.signature).not.toEqual(first?.signature);
  });

  it.each([
    ['nothing to do', [], 'no_operation'],
    ['an unknown key', ['--pay', 'ann,zoe,1,EUR'], 'unknown_key'],
    ['an asset it knows nothing of', ['--pay', 'ann,ben,1,XYZ'], 'unknown_asset'],
    ['a weight that is none', ['--set-policy', 'ann,1,ann:0,ben'], 'invalid_argument'],
  ])('refuses to build %s, and writes nothing', async (_name, args, code) => {
    const result = await build('refused.json', ...args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^error \\(${code}\\): `));
    await expect(readFile(cli.path('refused.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a memo over 256 bytes', async () => {
    const { code, stderr } = await build(
      'memo.json',
      '--burn',
      'ann,1,EUR',
      '--memo',
      'ä'.repeat(129),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error \(invalid_transaction\): memo: /);
  });

  it('never overwrites a transaction with another', async () => {
    await build('kept.json', '--burn', 'ann,1,EUR');
    const before = await readFile(cli.path('kept.json'), 'utf8');
    expect(await build('kept.json', '--burn', 'ann,2,EUR')).toMatchObject({ code: 2 });
    expect(await readFile(cli.path('kept.json'), 'utf8')).toBe(before);
  });

  it('refuses to sign what needs no signature of the key, or is for another chain', async () => {
    await build('mine.json', '--burn', 'ann,1,EUR');
    const unneeded = await sign('mine.json', 'ben');
    expect(unneeded).toMatchObject({ code: 2 });
    expect(unneeded.stderr).toMatch(/^error \(witness_unneeded\): /);
    const other = JSON.stringify(genesisCodec.toJson(genesisOf('other-chain')));
    const otherGenesis = await cli.write('other.json', other);
    const wrongChain = await sign('mine.json', 'ann', '--genesis', otherGenesis);
    expect(wrongChain).toMatchObject({ code: 2 });
    expect(wrongChain.stderr).toMatch(/^error \(other_chain\): .*paper-chain.*other-chain/);
    expect((await read('mine.json')).witnesses).toEqual([]);
  });

  it('refuses to sign with a wrong password, and leaves the file as it is', async () => {
    await build('pw.json', '--burn', 'ann,1,EUR');
    const before = await readFile(cli.path('pw.json'), 'utf8');
    const options = ['--key', 'ann', '--key-index', '0', '--password-fd', '3'];
    const result = await cli.run(['tx', 'sign', cli.path('pw.json'), ...options], 'guess');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^error \(wrong_password\): /);
    expect(await readFile(cli.path('pw.json'), 'utf8')).toBe(before);
  });

  it('says what is wrong with a file, and where', async () => {
    await build('edited.json', '--burn', 'ann,1,EUR');
    const text = await readFile(cli.path('edited.json'), 'utf8');
    const cases: readonly (readonly [string, RegExp])[] = [
      [text.replace('"100"', '"-1"'), /^error \(malformed\): .*operations\.0\.amount: expected/],
      [text.replace('"memo"', '"memmo"'), /unknown field "memmo"/],
      [text.slice(0, -10), /is not JSON/],
    ];
    for (const [content, message] of cases) {
      await writeFile(cli.path('edited.json'), content);
      const { code, stderr } = await cli.runWithin(['tx', 'show', cli.path('edited.json')]);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
    }
    const missing = await cli.runWithin(['tx', 'show', cli.path('nowhere.json')]);
    expect(missing.stderr).toMatch(/^error \(file_unreadable\): .*does not exist/);
  });

  it('does not put copies of different transactions together', async () => {
    await build('one.json', '--burn', 'ann,1,EUR');
    await build('two.json', '--burn', 'ann,2,EUR');
    const { code, stderr } = await cli.runWithin([
      'tx',
      'submit',
      cli.path('one.json'),
      cli.path('two.json'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error \(different_transactions\): /);
  });
});
