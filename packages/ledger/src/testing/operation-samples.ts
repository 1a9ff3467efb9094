/**
 * One operation of every kind that succeeds, with what has to come before it. Tests that an operation
 * needs its role and its signatures are made from these; a kind without a sample does not compile.
 */
import { type Address, type Hash, sealingBytes, sha256 } from '@trellis/crypto';
import type {
  Alias,
  AssetCode,
  AssetRules,
  Bic,
  Operation,
  OperationOf,
  OperationType,
  Policy,
  SealedRemittance,
} from '@trellis/protocol';
import { holdId, mandateId, toHeight } from '@trellis/protocol';
import { addressOf, EUR, transaction } from './ledger-fixture.ts';

/** The accounts of `sampleNames`, by name. */
export interface Cast {
  address(name: string): Address;
  policy(name: string): Policy;
}

/** `issuer` and `bob` are issuers and operate a validator each; EUR is the issuer's. */
export const sampleNames = ['issuer', 'alice', 'bob', 'dora', 'safe'] as const;

export interface OperationSample {
  /** Each in a block of its own. */
  readonly before: readonly Operation[];
  readonly operation: Operation;
  /** Whose keys sign for the source. */
  readonly signer: string;
}

/** Everything that the issuer can be allowed to do. */
export const openRules: AssetRules = {
  holders: 'listed',
  freeze: 'issuer',
  clawback: 'issuer',
  supplyMax: null,
  locked: [],
};

/** Rules of EUR under which anyone may hold it. */
export const setRules = (changes: Partial<AssetRules> = {}): Operation => ({
  type: 'setAssetRules',
  source: addressOf('issuer'),
  asset: EUR,
  rules: { ...openRules, holders: 'anyone', ...changes },
});

/** Freezes an account, or all of EUR. */
export const freeze = (account: Address | null): Operation => ({
  type: 'freeze',
  source: addressOf('issuer'),
  asset: EUR,
  account,
});

/** Publishes a key that nobody can open anything with: execution does not encrypt. */
export const publishKey = (source: Address): OperationOf<'setEncryptionKey'> => ({
  type: 'setEncryptionKey',
  source,
  publicKey: new Uint8Array(sealingBytes.publicKey),
});

/** What says that it is sealed for these accounts. */
export const sealedFor = (accounts: readonly Address[]): SealedRemittance => ({
  readers: accounts.map((account) => ({
    account,
    encapsulated: new Uint8Array(sealingBytes.encapsulated),
    wrappedKey: new Uint8Array(sealingBytes.wrappedKey),
  })),
  ciphertext: new Uint8Array(256 + sealingBytes.tag),
});

export function operationSamples({ address, policy }: Cast): {
  readonly [T in OperationType]: OperationSample;
} {
  const [issuer, alice, bob] = [address('issuer'), address('alice'), address('bob')];
  const asset = EUR;
  const amount = 5n;
  const rules: Operation = { type: 'setAssetRules', source: issuer, asset, rules: openRules };
  const setRecovery = {
    type: 'setRecovery',
    source: alice,
    recovery: { policy: policy('safe'), delay: 1 },
  } as const;
  const startRecovery = { type: 'startRecovery', source: alice, policy: policy('new') } as const;
  const propose = {
    type: 'propose',
    source: issuer,
    actions: [{ type: 'grantRole', account: alice, role: 'auditor' }],
    expiresAt: toHeight(100),
  } as const;
  const reserve = {
    type: 'reserve',
    source: alice,
    to: bob,
    asset,
    amount,
    expiresAt: 60_000n,
    release: { type: 'arbiter', arbiter: issuer },
  } as const;
  const alias: Alias = { type: 'bic', bic: 'DEUTDEFF' as Bic };
  const preimage = new Uint8Array(32).fill(7);
  const locked = { ...reserve, release: { type: 'preimage', sha256: sha256(preimage) } } as const;
  const parties = { from: alice, to: bob };
  /** The hold that such an operation makes when it comes first, sent by dora. */
  const heldBy = (operation: Operation): Hash =>
    holdId(transaction('dora', 1n, [operation], { sender: address('dora') }).id, 0);
  const grantMandate = {
    type: 'grantMandate',
    source: alice,
    delegate: { type: 'account', account: bob },
    asset,
    payees: [],
    paymentMax: 10n,
    periodMax: 20n,
    period: 60_000n,
    validUntil: 600_000n,
    paymentsMax: 5,
  } as const;
  const grantedBy = (operation: Operation): Hash =>
    mandateId(transaction('dora', 1n, [operation], { sender: address('dora') }).id, 0);
  const frozen = { type: 'freeze', source: issuer, asset, account: alice } as const;
  const allowHolder = { type: 'allowHolder', source: issuer, asset, account: alice } as const;
  return {
    createAccount: {
      before: [],
      operation: { type: 'createAccount', source: issuer, policy: policy('carol') },
      signer: 'issuer',
    },
    setPolicy: {
      before: [],
      operation: { type: 'setPolicy', source: alice, policy: policy('new') },
      signer: 'alice',
    },
    defineAsset: {
      before: [],
      operation: {
        type: 'defineAsset',
        source: issuer,
        asset: 'GBP' as AssetCode,
        decimals: 2,
        name: 'Pound',
      },
      signer: 'issuer',
    },
    mint: {
      before: [],
      operation: { type: 'mint', source: issuer, to: alice, asset, amount },
      signer: 'issuer',
    },
    burn: {
      before: [],
      operation: { type: 'burn', source: alice, asset, amount },
      signer: 'alice',
    },
    transfer: {
      before: [],
      operation: { type: 'transfer', source: alice, to: bob, asset, amount },
      signer: 'alice',
    },
    pay: {
      before: [],
      operation: {
        type: 'pay',
        source: alice,
        to: bob,
        asset,
        amount,
        remittance: { endToEndId: 'E2E 7', reference: null, invoice: null, purpose: null },
      },
      signer: 'alice',
    },
    paySealed: {
      before: [publishKey(bob)],
      operation: {
        type: 'paySealed',
        source: alice,
        to: bob,
        asset,
        amount,
        sealed: sealedFor([bob]),
      },
      signer: 'alice',
    },
    setEncryptionKey: { before: [], operation: publishKey(alice), signer: 'alice' },
    setAuditor: {
      before: [publishKey(bob)],
      operation: { type: 'setAuditor', source: issuer, asset, auditor: bob },
      signer: 'issuer',
    },
    reserve: { before: [], operation: reserve, signer: 'alice' },
    postHold: {
      before: [reserve],
      operation: {
        type: 'postHold',
        source: issuer,
        hold: heldBy(reserve),
        ...parties,
        asset,
        amount: 3n,
      },
      signer: 'issuer',
    },
    claimHold: {
      before: [locked],
      operation: { type: 'claimHold', source: bob, hold: heldBy(locked), ...parties, preimage },
      signer: 'bob',
    },
    voidHold: {
      before: [reserve],
      operation: { type: 'voidHold', source: bob, hold: heldBy(reserve), ...parties },
      signer: 'bob',
    },
    propose: { before: [], operation: propose, signer: 'issuer' },
    vote: {
      before: [propose],
      operation: { type: 'vote', source: bob, proposal: 1, choice: 'approve' },
      signer: 'bob',
    },
    announceVersion: {
      before: [],
      operation: { type: 'announceVersion', source: issuer, node: 'node1', version: 2 },
      signer: 'issuer',
    },
    setAlias: {
      before: [],
      operation: { type: 'setAlias', source: issuer, account: address('dora'), alias },
      signer: 'issuer',
    },
    removeAlias: {
      before: [{ type: 'setAlias', source: issuer, account: alice, alias }],
      operation: { type: 'removeAlias', source: alice, account: alice, alias },
      signer: 'alice',
    },
    grantMandate: { before: [], operation: grantMandate, signer: 'alice' },
    revokeMandate: {
      before: [grantMandate],
      operation: { type: 'revokeMandate', source: alice, mandate: grantedBy(grantMandate) },
      signer: 'alice',
    },
    revokeMandateByRecovery: {
      before: [grantMandate, setRecovery],
      operation: {
        type: 'revokeMandateByRecovery',
        source: alice,
        mandate: grantedBy(grantMandate),
      },
      signer: 'safe',
    },
    payUnderMandate: {
      before: [grantMandate],
      operation: {
        type: 'payUnderMandate',
        source: bob,
        mandate: grantedBy(grantMandate),
        from: alice,
        to: issuer,
        asset,
        amount: 3n,
        remittance: { endToEndId: null, reference: null, invoice: null, purpose: null },
      },
      signer: 'bob',
    },
    setRecovery: { before: [], operation: setRecovery, signer: 'alice' },
    startRecovery: { before: [setRecovery], operation: startRecovery, signer: 'safe' },
    vetoRecovery: {
      before: [setRecovery, startRecovery],
      operation: { type: 'vetoRecovery', source: alice },
      signer: 'alice',
    },
    finishRecovery: {
      before: [setRecovery, startRecovery],
      operation: { type: 'finishRecovery', source: alice },
      signer: 'safe',
    },
    setAssetRules: {
      before: [],
      operation: { type: 'setAssetRules', source: issuer, asset, rules: openRules },
      signer: 'issuer',
    },
    freeze: { before: [rules], operation: frozen, signer: 'issuer' },
    unfreeze: {
      before: [rules, frozen],
      operation: { type: 'unfreeze', source: issuer, asset, account: alice },
      signer: 'issuer',
    },
    clawback: {
      before: [rules],
      operation: {
        type: 'clawback',
        source: issuer,
        from: alice,
        asset,
        amount,
        reason: 'courtOrder',
      },
      signer: 'issuer',
    },
    allowHolder: { before: [rules], operation: allowHolder, signer: 'issuer' },
    disallowHolder: {
      before: [rules, allowHolder],
      operation: { type: 'disallowHolder', source: issuer, asset, account: alice },
      signer: 'issuer',
    },
  };
}
