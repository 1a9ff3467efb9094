import { formatAddress, type Hash, keyAddress } from '@trellis/crypto';
import { actionSentence, governanceActionTypes, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { actionHelp, readAction } from './action-text.ts';
import { sentenceText } from './sentence-text.ts';

const publicKey = new Uint8Array(32).fill(1);
const ann = keyAddress('ed25519', publicKey);
const annText = formatAddress(ann);
const key = `ed25519/${publicKey.toBase64()}`;
const peer = '12D3KooWDMCQbZZvLgHiHntG1KwcHoqHPAxL37KvhgibWqFtpqUY';
const names = { nameOf: () => 'ann', decimalsOf: () => 2 };
const read = (text: string) => readAction({ home: '/nowhere', light: null }, text);

describe('an action as text', () => {
  const cases: readonly (readonly [text: string, action: object, words: string])[] = [
    [
      `add-validator node=node5 key=${key} power=3`,
      { type: 'addValidator', node: 'node5', scheme: 'ed25519', publicKey, power: 3 },
      `node5 becomes a validator of power 3, with the ed25519 key ${annText}`,
    ],
    [
      'remove-validator node=node5',
      { type: 'removeValidator', node: 'node5' },
      'node5 ceases to be a validator',
    ],
    [
      'set-power node=node5 power=7',
      { type: 'setPower', node: 'node5', power: 7 },
      'node5 has power 7',
    ],
    [
      `rotate-validator-key node=node5 key=${key}`,
      { type: 'rotateValidatorKey', node: 'node5', scheme: 'ed25519', publicKey },
      `node5 votes with the ed25519 key ${annText}`,
    ],
    [
      `add-node node=node5 peer=${peer} network-key=${annText} operator=${annText}`,
      { type: 'addNode', node: 'node5', peer, networkKey: ann, operator: ann },
      `node5 joins the network as the peer ${peer}, operated by ann`,
    ],
    ['remove-node node=node5', { type: 'removeNode', node: 'node5' }, 'node5 leaves the network'],
    [
      `rotate-network-key node=node5 network-key=${annText} overlap=20`,
      { type: 'rotateNetworkKey', node: 'node5', networkKey: ann, overlap: 20 },
      `node5 connects with the network key ${annText}; the old one counts for 20 more blocks`,
    ],
    [
      `set-operator node=node5 operator=${annText}`,
      { type: 'setOperator', node: 'node5', operator: ann },
      'node5 is operated by ann',
    ],
    [
      `grant-role account=${annText} role=issuer`,
      { type: 'grantRole', account: ann, role: 'issuer' },
      'ann becomes issuer',
    ],
    [
      `revoke-role account=${annText} role=issuer`,
      { type: 'revokeRole', account: ann, role: 'issuer' },
      'ann ceases to be issuer',
    ],
    [
      'allow-scheme use=recovery scheme=ml-dsa-87',
      { type: 'allowScheme', use: 'recovery', scheme: 'ml-dsa-87' },
      'recovery keys may use ml-dsa-87',
    ],
    [
      'phase-out-scheme use=accounts scheme=ed25519 last-height=900',
      { type: 'phaseOutScheme', use: 'accounts', scheme: 'ed25519', lastHeight: toHeight(900) },
      'accounts may use ed25519 up to block 900, and no longer',
    ],
    [
      'set-limits block-bytes=1000 block-transactions=10 recovery-delay=5',
      {
        type: 'setLimits',
        limits: { blockBytesMax: 1000, blockTransactionsMax: 10, recoveryDelay: 5 },
      },
      'blocks of at most 1000 bytes and 10 transactions; recoveries take at least 5 blocks',
    ],
    [
      'set-fees asset=EUR per-transaction=10 per-byte=0 per-signature=1 recipient=proposer',
      {
        type: 'setFees',
        fees: {
          asset: 'EUR',
          perTransaction: 10n,
          perByte: 0n,
          perSignature: 1n,
          recipient: null,
        },
      },
      'a transaction costs 0.10 EUR, 0.00 a byte and 0.01 a signature, to the proposer’s operator',
    ],
    [
      `upgrade version=2 height=900 release=trellis-2.0.0 release-hash=${'ab'.repeat(32)}`,
      {
        type: 'upgrade',
        version: 2,
        height: toHeight(900),
        release: 'trellis-2.0.0',
        releaseHash: 'ab'.repeat(32) as Hash,
      },
      `blocks have protocol version 2 from block 900 on, if more than 5/6 of the power is ready for it by then; the software is release trellis-2.0.0 (SHA-256 ${'ab'.repeat(32)})`,
    ],
    ['no-fees', { type: 'setFees', fees: null }, 'transactions are free'],
  ];

  it.each(cases)('is read and told in words: %s', async (text, expected, words) => {
    const action = await read(text);
    expect(action).toEqual(expected);
    expect(sentenceText(actionSentence(action), names)).toBe(words);
    const [verb] = text.split(' ');
    expect(actionHelp).toContain(`  ${verb}`);
  });

  it('can be any that there is', async () => {
    const types = await Promise.all(cases.map(async ([text]) => (await read(text)).type));
    expect([...new Set(types)].sort()).toEqual(governanceActionTypes.toSorted());
    expect(actionHelp.split('\n')).toHaveLength(cases.length);
  });

  it.each([
    ['a verb that is none', 'fly node=node5', /can be proposed/],
    ['a part too few', 'set-power node=node5', /"power=…" is missing; write "set-power node=/],
    ['a part too many', 'remove-node node=node5 power=1', /"power=1" does not belong there/],
    ['a part twice', 'remove-node node=a node=b', /"node=b" does not belong there/],
    ['a number that is none', 'set-power node=node5 power=x', /power: expected a whole number/],
    ['a number out of range', 'set-power node=node5 power=65536', /from 0 to 65535/],
    ['a role that is none', `grant-role account=${annText} role=king`, /role: expected one of/],
    ['a scheme that is none', 'allow-scheme use=accounts scheme=rsa', /scheme: expected/],
    ['a use that is none', 'allow-scheme use=x scheme=ed25519', /use: expected one of: accounts/],
    ['a key that is none', 'rotate-validator-key node=node5 key=ed25519/?', /key: expected base64/],
    [
      'a height that is none',
      'phase-out-scheme use=accounts scheme=ed25519 last-height=x',
      /last-height/,
    ],
  ])('is refused with %s: %s', async (_name, text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'bad_action',
      message: expect.stringMatching(message),
    });
  });
});
