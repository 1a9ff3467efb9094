import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatAddress, keyAddress } from '@trellis/crypto';
import { type AssetCode, operationSentence } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import {
  type OperationKind,
  type OperationText,
  operationOptions,
  readOperation,
} from './operation-text.ts';
import { sentenceText } from './sentence-text.ts';

const cliPage = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');

const addressOf = (byte: number) => keyAddress('ed25519', new Uint8Array(32).fill(byte));
const [ann, ben, chris] = [addressOf(1), addressOf(2), addressOf(3)];
const [annText, benText, chrisText] = [ann, ben, chris].map(formatAddress);

const context = {
  names: { home: '/nowhere', light: null },
  decimalsOf: (asset: AssetCode) => Promise.resolve(asset === 'SHARE' ? 0 : 2),
};
const read = (kind: OperationKind, text: string) => readOperation(context, { kind, text });
const names = {
  nameOf: (account: typeof ann) => (account === ann ? 'ann' : 'somebody'),
  decimalsOf: (asset: AssetCode) => (asset === 'EUR' ? 2 : undefined),
};

describe('an operation as text', () => {
  const cases: readonly (readonly [OperationKind, string, object, string])[] = [
    [
      'pay',
      `${annText},${benText},12.5,EUR`,
      { type: 'transfer', source: ann, to: ben, asset: 'EUR', amount: 1250n },
      'pay 12.50 EUR from ann to somebody',
    ],
    [
      'mint',
      `${annText},${benText},3,SHARE`,
      { type: 'mint', source: ann, to: ben, asset: 'SHARE', amount: 3n },
      'mint 3 smallest units of SHARE for somebody, by ann',
    ],
    [
      'burn',
      `${annText},0.01,EUR`,
      { type: 'burn', source: ann, asset: 'EUR', amount: 1n },
      'burn 0.01 EUR of ann',
    ],
    [
      'define-asset',
      `${annText},GOLD,3,Gold, pure`,
      { type: 'defineAsset', source: ann, asset: 'GOLD', decimals: 3, name: 'Gold, pure' },
      'define GOLD (Gold, pure, 3 decimals), issued by ann',
    ],
    [
      'create-account',
      `${annText},3,ed25519/${benText},ml-dsa-65/${chrisText}:2`,
      {
        type: 'createAccount',
        source: ann,
        policy: {
          threshold: 3,
          postQuantumWeight: 0,
          keys: [
            { scheme: 'ed25519', address: ben, weight: 1 },
            { scheme: 'ml-dsa-65', address: chris, weight: 2 },
          ],
        },
      },
      `create an account for the keys ed25519/${benText}:1, ml-dsa-65/${chrisText}:2 with threshold 3, by ann`,
    ],
    [
      'set-policy',
      `${annText},1,ed25519/${benText}`,
      {
        type: 'setPolicy',
        source: ann,
        policy: {
          threshold: 1,
          postQuantumWeight: 0,
          keys: [{ scheme: 'ed25519', address: ben, weight: 1 }],
        },
      },
      `give ann the key ed25519/${benText}`,
    ],
    [
      'set-asset-rules',
      `${annText},EUR,holders=listed,clawback=issuer,supplyMax=12.5,lock=supplyMax,lock=freeze`,
      {
        type: 'setAssetRules',
        source: ann,
        asset: 'EUR',
        rules: {
          holders: 'listed',
          freeze: 'never',
          clawback: 'issuer',
          supplyMax: 1250n,
          locked: ['freeze', 'supplyMax'],
        },
      },
      'give EUR the rules holders=listed, freeze=never (locked), clawback=issuer, supplyMax=12.50 EUR (locked), by ann',
    ],
    [
      'freeze',
      `${annText},EUR,${benText}`,
      { type: 'freeze', source: ann, asset: 'EUR', account: ben },
      'freeze the EUR of somebody, by ann',
    ],
    [
      'unfreeze',
      `${annText},EUR`,
      { type: 'unfreeze', source: ann, asset: 'EUR', account: null },
      'unfreeze all EUR, by ann',
    ],
    [
      'clawback',
      `${annText},${benText},0.5,EUR,sanctions`,
      {
        type: 'clawback',
        source: ann,
        from: ben,
        asset: 'EUR',
        amount: 50n,
        reason: 'sanctions',
      },
      'take 0.50 EUR back from somebody (sanctions), by ann',
    ],
    [
      'reserve',
      `${annText},${benText},12.5,EUR,2026-12-24T18:00:00Z,arbiter=${chrisText}`,
      {
        type: 'reserve',
        source: ann,
        to: ben,
        asset: 'EUR',
        amount: 1250n,
        expiresAt: BigInt(Date.UTC(2026, 11, 24, 18)),
        release: { type: 'arbiter', arbiter: chris },
      },
      'reserve 12.50 EUR of ann for somebody until 2026-12-24T18:00:00Z, paid out by somebody',
    ],
    [
      'post-hold',
      `${annText},${'ab'.repeat(32)},${benText},${chrisText},12.5,EUR`,
      {
        type: 'postHold',
        source: ann,
        hold: 'ab'.repeat(32),
        from: ben,
        to: chris,
        asset: 'EUR',
        amount: 1250n,
      },
      `pay 12.50 EUR of the hold ${'ab'.repeat(32)} from somebody to somebody, by ann`,
    ],
    [
      'void-hold',
      `${annText},${'ab'.repeat(32)},${benText},${annText}`,
      { type: 'voidHold', source: ann, hold: 'ab'.repeat(32), from: ben, to: ann },
      `give the hold ${'ab'.repeat(32)} for ann back to somebody, by ann`,
    ],
    [
      'allow-holder',
      `${annText},${benText},EUR`,
      { type: 'allowHolder', source: ann, asset: 'EUR', account: ben },
      'let somebody hold EUR, by ann',
    ],
    [
      'disallow-holder',
      `${annText},${benText},EUR`,
      { type: 'disallowHolder', source: ann, asset: 'EUR', account: ben },
      'let somebody no longer hold EUR, by ann',
    ],
  ];
  it.each(cases)('is read and told in words: --%s', async (kind, text, operation, words) => {
    const result = await read(kind, text);
    expect(result).toEqual(operation);
    expect(sentenceText(operationSentence(result), names)).toBe(words);
  });

  it.each(operationOptions.map(([kind]) => kind))(
    'is described in the documentation: --%s',
    (kind) => {
      expect(cliPage).toMatch(new RegExp(`^\\|.*\`--${kind} `, 'm'));
    },
  );

  const refused: readonly (readonly [string, OperationText, string])[] = [
    ['too many decimals', { kind: 'pay', text: `${annText},${benText},1.234,EUR` }, 'bad_amount'],
    ['decimals of what has none', { kind: 'burn', text: `${annText},1.0,SHARE` }, 'bad_amount'],
    ['an amount of zero', { kind: 'burn', text: `${annText},0,EUR` }, 'bad_amount'],
    ['a negative amount', { kind: 'burn', text: `${annText},-1,EUR` }, 'bad_amount'],
    ['a part too few', { kind: 'pay', text: `${annText},${benText},1` }, 'bad_operation'],
    ['a part too many', { kind: 'burn', text: `${annText},1,EUR,x` }, 'bad_operation'],
    ['an empty part', { kind: 'burn', text: `${annText},,EUR` }, 'bad_operation'],
    ['nothing', { kind: 'pay', text: '' }, 'bad_operation'],
    ['a code that is none', { kind: 'burn', text: `${annText},1,euro` }, 'bad_asset'],
    ['an address with a typo', { kind: 'burn', text: `${annText}x,1,EUR` }, 'bad_address'],
    ['the name of no key', { kind: 'burn', text: 'zoe,1,EUR' }, 'unknown_key'],
    ['a name that is a path', { kind: 'burn', text: '../x,1,EUR' }, 'bad_key_name'],
    ['too many decimals', { kind: 'define-asset', text: `${annText},G,19,Gold` }, 'bad_operation'],
    [
      'a hold that is none',
      { kind: 'void-hold', text: `${annText},ab,${annText},${benText}` },
      'bad_hold',
    ],
    [
      'a secret that is not there',
      {
        kind: 'claim-hold',
        text: `${annText},${'ab'.repeat(32)},${annText},${benText},/nowhere/secret`,
      },
      'file_unreadable',
    ],
    [
      'a time that is none',
      { kind: 'reserve', text: `${annText},${benText},1,EUR,soon,arbiter=${annText}` },
      'bad_time',
    ],
    [
      'a release that is none',
      { kind: 'reserve', text: `${annText},${benText},1,EUR,2h,sha256=ab` },
      'bad_release',
    ],
    ['a rule that is none', { kind: 'set-asset-rules', text: `${annText},EUR,burn=x` }, 'bad_rule'],
    ['a rule twice over', { kind: 'set-asset-rules', text: `${annText},EUR,a=b=c` }, 'bad_rule'],
    ['a lock of nothing', { kind: 'set-asset-rules', text: `${annText},EUR,lock=` }, 'bad_rule'],
    [
      'a reason that is none',
      { kind: 'clawback', text: `${annText},${benText},1,EUR,mood` },
      'bad_reason',
    ],
    [
      'a threshold out of reach',
      { kind: 'set-policy', text: `${annText},3,ed25519/${benText},ed25519/${chrisText}` },
      'invalid_policy',
    ],
    [
      'a key twice',
      { kind: 'set-policy', text: `${annText},1,ed25519/${benText},ed25519/${benText}` },
      'invalid_policy',
    ],
    [
      'a scheme that is none',
      { kind: 'set-policy', text: `${annText},1,rsa/${benText}` },
      'bad_policy_key',
    ],
    [
      'a key without its scheme',
      { kind: 'set-policy', text: `${annText},1,${benText}` },
      'bad_policy_key',
    ],
    [
      'a weight of zero',
      { kind: 'set-policy', text: `${annText},1,ed25519/${benText}:0` },
      'commander.invalidArgument',
    ],
    [
      'a threshold that is none',
      { kind: 'create-account', text: `${annText},most,ed25519/${benText}` },
      'commander.invalidArgument',
    ],
  ];
  it.each(refused)('is refused with %s: %j', async (_name, { kind, text }, code) => {
    await expect(read(kind, text)).rejects.toMatchObject({ code });
  });
});
