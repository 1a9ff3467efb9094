/** Fixed values of every noun, whose encodings and ids are pinned in `protocol.json`. */
import { type Address, asciiBytes, hash, sha256 } from '@trellis/crypto';
import { addressOf, policyOf } from '@trellis/ledger/testing/ledger-fixture';
import { operationSamples } from '@trellis/ledger/testing/operation-samples';
import {
  type Alias,
  type AliasName,
  type AssetCode,
  accountRecordCodec,
  aliasesRecordCodec,
  aliasId,
  aliasRecordCodec,
  announcementRecordCodec,
  assetRecordCodec,
  assetRulesRecordCodec,
  balanceRecordCodec,
  blockCodec,
  blockHeaderCodec,
  blockId,
  type ChainId,
  type Codec,
  type CreditorReference,
  commitCertificateCodec,
  compactBlockCodec,
  type Evidence,
  encode,
  evidenceCodec,
  evidenceHash,
  expiryQueueRecordCodec,
  expiryRecordCodec,
  genesisCodec,
  genesisHash,
  governanceActionCodec,
  holdId,
  holdRecordCodec,
  type Lei,
  listingRecordCodec,
  mandateId,
  mandateRecordCodec,
  mandatesRecordCodec,
  type Operation,
  operationCodec,
  operationTypes,
  parseAlias,
  policyAddress,
  policyCodec,
  proposalMessage,
  protocolRecordCodec,
  publicKeyRecordCodec,
  receiptCodec,
  receiptHash,
  recoveryRecordCodec,
  signedProposalCodec,
  signedTransactionCodec,
  signedTransactionHash,
  signedVoteCodec,
  toHeight,
  transactionCodec,
  transactionId,
  transactionMessage,
  validatorHistoryCodec,
  voteMessage,
} from '@trellis/protocol';
import { recoveryVectors } from './chain-recovery.ts';

const address = (name: string): Address => hash('keyAddress', asciiBytes(name)) as Address;
const chainId = 'vector-chain' as ChainId;
const EUR = 'EUR' as AssetCode;
const policy = {
  threshold: 2,
  postQuantumWeight: 1,
  keys: [
    { scheme: 'ml-dsa-65' as const, address: address('key 1'), weight: 1 },
    { scheme: 'ed25519+ml-dsa-65' as const, address: address('key 2'), weight: 65_535 },
  ],
};
const source = address('source');
const operations: readonly Operation[] = [
  { type: 'createAccount', source, policy },
  { type: 'setPolicy', source, policy },
  { type: 'defineAsset', source, asset: EUR, decimals: 2, name: 'Euro €' },
  { type: 'mint', source, to: address('to'), asset: EUR, amount: 2n ** 128n - 1n },
  { type: 'burn', source, asset: EUR, amount: 1n },
  { type: 'transfer', source, to: address('to'), asset: EUR, amount: 258n },
];
const transaction = {
  chainId,
  sender: source,
  sequence: 7n,
  validUntil: toHeight(2n ** 40n),
  operations,
  memo: 'grüße',
};
const signed = {
  transaction,
  witnesses: [
    { account: source, keyIndex: 1, signature: Uint8Array.of(1, 2, 3), publicKey: null },
    { account: source, keyIndex: 0, signature: new Uint8Array(), publicKey: Uint8Array.of(9) },
  ],
};
const header = {
  chainId,
  height: toHeight(5),
  time: 1_795_525_213_220n,
  proposer: address('proposer'),
  previousBlockId: hash('header', asciiBytes('previous')),
  transactionsRoot: hash('listNode', asciiBytes('transactions')),
  witnessRoot: hash('listNode', asciiBytes('witnesses')),
  evidenceRoot: hash('listNode', asciiBytes('evidence')),
  stateRoot: hash('mapNode', asciiBytes('state')),
  receiptsRoot: hash('listNode', asciiBytes('receipts')),
  validatorSetHash: hash('validatorSet', asciiBytes('set')),
  nextValidatorSetHash: hash('validatorSet', asciiBytes('next')),
  version: 1,
};
const upgrade = {
  version: 2,
  height: toHeight(1_000),
  release: 'trellis-2.0.0',
  releaseHash: hash('header', asciiBytes('release')),
};
const vote = {
  type: 'precommit' as const,
  height: toHeight(5),
  round: 3,
  blockId: blockId(header),
  validator: address('proposer'),
  signature: Uint8Array.of(4, 5),
};
const proposal = {
  height: toHeight(5),
  round: 3,
  validRound: 1,
  blockId: blockId(header),
  proposer: address('proposer'),
  signature: Uint8Array.of(6),
};
const doubleVote: Evidence = { type: 'votes', first: { ...vote, blockId: null }, second: vote };
const receipt = {
  transactionId: transactionId(transaction),
  status: 'insufficient_funds' as const,
  failedOperation: 2,
  fee: 7n,
};
const genesis = {
  chainId,
  time: 1n,
  accountSchemes: ['ml-dsa-65' as const, 'ed25519' as const],
  validatorSchemes: ['ml-dsa-65' as const],
  recoverySchemes: ['slh-dsa-sha2-128s' as const],
  validators: [
    {
      name: 'node1',
      scheme: 'ml-dsa-65' as const,
      publicKey: new Uint8Array(1952).fill(3),
      power: 10,
      peer: '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5E',
      networkKey: address('network'),
      operator: policyAddress(policy),
    },
  ],
  observers: [],
  // Its own: what a new chain begins with may change, and the encoding doesn't.
  limits: { blockBytesMax: 8_388_608, blockTransactionsMax: 4_096, recoveryDelay: 1_000 },
  fees: null,
  assets: [{ asset: EUR, issuer: policyAddress(policy), decimals: 2, name: 'Euro' }],
  accounts: [{ policy, publicKeys: [], balances: [{ asset: EUR, amount: 100n }], roles: [] }],
};

const hex = <T>(codec: Codec<T>, value: NoInfer<T>): string => encode(codec, value).toHex();

const assetRules = {
  holders: 'listed' as const,
  freeze: 'issuer' as const,
  clawback: 'never' as const,
  supplyMax: 1_000n,
  locked: ['clawback' as const, 'supplyMax' as const],
};

const holdParties = { from: address('from'), to: address('to') };

/** Operations that came later: they are not in the pinned transaction. */
const laterOperations: readonly Operation[] = [
  { type: 'setRecovery', source, recovery: { policy, delay: 1_000 } },
  { type: 'startRecovery', source, policy },
  { type: 'vetoRecovery', source },
  { type: 'finishRecovery', source },
  {
    type: 'paySealed',
    source,
    to: address('to'),
    asset: EUR,
    amount: 258n,
    sealed: {
      readers: [
        {
          account: address('to'),
          encapsulated: new Uint8Array(1_120).fill(4),
          wrappedKey: new Uint8Array(48).fill(5),
        },
      ],
      ciphertext: Uint8Array.of(6, 7),
    },
  },
  { type: 'setEncryptionKey', source, publicKey: new Uint8Array(1_216).fill(8) },
  { type: 'setAuditor', source, asset: EUR, auditor: address('to') },
  {
    type: 'pay',
    source,
    to: address('to'),
    asset: EUR,
    amount: 258n,
    remittance: {
      endToEndId: 'E2E 7',
      reference: 'RF18539007547034' as CreditorReference,
      invoice: null,
      purpose: 'SALA',
    },
  },
  { type: 'setAssetRules', source, asset: EUR, rules: assetRules },
  { type: 'freeze', source, asset: EUR, account: address('to') },
  { type: 'unfreeze', source, asset: EUR, account: null },
  {
    type: 'clawback',
    source,
    from: address('to'),
    asset: EUR,
    amount: 258n,
    reason: 'courtOrder',
  },
  {
    type: 'reserve',
    source,
    to: address('to'),
    asset: EUR,
    amount: 258n,
    expiresAt: 1_795_525_213_000n,
    release: { type: 'arbiter', arbiter: address('arbiter') },
  },
  {
    type: 'postHold',
    source,
    hold: holdId(transactionId(transaction), 0),
    ...holdParties,
    asset: EUR,
    amount: 257n,
  },
  {
    type: 'claimHold',
    source,
    hold: holdId(transactionId(transaction), 1),
    ...holdParties,
    preimage: new Uint8Array(32).fill(7),
  },
  { type: 'voidHold', source, hold: holdId(transactionId(transaction), 255), ...holdParties },
  { type: 'allowHolder', source, asset: EUR, account: address('to') },
  { type: 'disallowHolder', source, asset: EUR, account: address('to') },
];

/** Those that came later still are pinned as the ledger's tests do them. */
const sampledOperations: readonly Operation[] = operationTypes
  .filter((type) => ![...operations, ...laterOperations].some((one) => one.type === type))
  .map((type) => operationSamples({ address: addressOf, policy: policyOf })[type].operation);

const nameAlias: Alias = { type: 'name', name: 'zoë' as AliasName };
const ibanAlias: Alias = {
  type: 'iban',
  directory: address('to'),
  keyNumber: 258,
  mac: hash('alias'),
};

/** What is pinned, by name. */
export function vectors(): Readonly<Record<string, string>> {
  return {
    policy: hex(policyCodec, policy),
    policyAddress: policyAddress(policy),
    ...Object.fromEntries(
      [...operations, ...laterOperations, ...sampledOperations].map((one) => [
        `operation ${one.type}`,
        hex(operationCodec, one),
      ]),
    ),
    transaction: hex(transactionCodec, transaction),
    transactionId: transactionId(transaction),
    transactionMessage: transactionMessage(transaction).toHex(),
    signedTransaction: hex(signedTransactionCodec, signed),
    signedTransactionHash: signedTransactionHash(encode(signedTransactionCodec, signed)),
    header: hex(blockHeaderCodec, header),
    headerOfVersion2: hex(blockHeaderCodec, { ...header, version: 2 }),
    blockId: blockId(header),
    blockIdOfVersion2: blockId({ ...header, version: 2 }),
    upgradeAction: hex(governanceActionCodec, { type: 'upgrade', ...upgrade }),
    protocolRecord: hex(protocolRecordCodec, {
      effective: { ...upgrade, height: toHeight(100) },
      pending: { ...upgrade, version: 3 },
      lapsed: { ...upgrade, announced: 3, power: 4 },
    }),
    announcementRecord: hex(announcementRecordCodec, {
      node: 'node1',
      operator: address('operator'),
      version: 2,
      at: toHeight(9),
    }),
    aliasRecord: hex(aliasRecordCodec, {
      current: { alias: nameAlias, account: source, directory: address('to'), since: toHeight(9) },
      past: [
        {
          alias: ibanAlias,
          account: source,
          directory: address('to'),
          since: toHeight(7),
          until: toHeight(9),
        },
      ],
    }),
    aliasesRecord: hex(aliasesRecordCodec, {
      aliases: [nameAlias, ibanAlias, { type: 'lei', lei: '529900T8BM49AURSDO55' as Lei }],
    }),
    ...Object.fromEntries(
      ['@alice', '@money', '@rnoney', '@straße', '@ναύτης', '@банк-1', 'bic:DEUTDEFF'].map(
        (text) => [`aliasId ${text}`, aliasId(parseAlias(text) ?? nameAlias)],
      ),
    ),
    mandateRecord: hex(mandateRecordCodec, {
      owner: source,
      delegate: { type: 'key', key: address('key 1') },
      asset: EUR,
      payees: [address('to')],
      paymentMax: 10n,
      periodMax: 2n ** 128n - 1n,
      period: 2_592_000_000n,
      validUntil: 1_795_525_213_000n,
      paymentsMax: 12,
      grantedAt: toHeight(7),
      startsAt: 1_795_525_213_220n,
      payments: 3,
      currentPeriod: 2n,
      spent: 5n,
    }),
    mandatesRecord: hex(mandatesRecordCodec, {
      mandates: [
        mandateId(transactionId(transaction), 0),
        mandateId(transactionId(transaction), 255),
      ],
    }),
    compactBlock: hex(compactBlockCodec, {
      header,
      evidence: [],
      signedTransactionHashes: [blockId(header)],
    }),
    voteEvidence: hex(evidenceCodec, doubleVote),
    voteEvidenceHash: evidenceHash(doubleVote),
    proposalEvidence: hex(evidenceCodec, {
      type: 'proposals',
      first: { ...proposal, validRound: -1 },
      second: proposal,
    }),
    blockWithEvidence: hex(blockCodec, { header, evidence: [doubleVote], transactions: [signed] }),
    vote: hex(signedVoteCodec, vote),
    nilVote: hex(signedVoteCodec, { ...vote, type: 'prevote', blockId: null }),
    voteMessage: voteMessage(chainId, vote).toHex(),
    proposal: hex(signedProposalCodec, proposal),
    newProposal: hex(signedProposalCodec, { ...proposal, validRound: -1 }),
    proposalMessage: proposalMessage(chainId, proposal).toHex(),
    certificate: hex(commitCertificateCodec, {
      height: toHeight(5),
      round: 3,
      blockId: blockId(header),
      signatures: [
        { validatorIndex: 0, signature: Uint8Array.of(1) },
        { validatorIndex: 2, signature: Uint8Array.of(2, 3) },
      ],
    }),
    receipt: hex(receiptCodec, receipt),
    receiptHash: receiptHash(receipt),
    accountRecord: hex(accountRecordCodec, {
      sequence: 7n,
      policy,
      nextPolicy: { fromHeight: toHeight(8), policy },
    }),
    balanceRecord: hex(balanceRecordCodec, { amount: 5n }),
    assetRecord: hex(assetRecordCodec, {
      asset: EUR,
      issuer: source,
      decimals: 2,
      name: 'Euro',
      supply: 100n,
    }),
    publicKeyRecord: hex(publicKeyRecordCodec, { scheme: 'ed25519', publicKey: Uint8Array.of(1) }),
    voterRecord: hex(validatorHistoryCodec, {
      node: 'node1',
      scheme: 'ed25519',
      publicKey: Uint8Array.of(1),
      terms: [
        { from: toHeight(1), to: toHeight(7) },
        { from: toHeight(9), to: null },
      ],
      answeredBefore: toHeight(9),
    }),
    recoveryRecord: hex(recoveryRecordCodec, {
      policy,
      delay: 1_000,
      pending: { policy, startedAt: toHeight(8), finishableFrom: toHeight(1_008) },
    }),
    assetRulesRecord: hex(assetRulesRecordCodec, { ...assetRules, frozen: true }),
    holdId: holdId(transactionId(transaction), 1),
    holdRecord: hex(holdRecordCodec, {
      payer: source,
      payee: address('to'),
      asset: EUR,
      amount: 258n,
      expiresAt: 1_795_525_213_000n,
      release: { type: 'preimage', sha256: sha256(new Uint8Array(32).fill(7)) },
      reservedAt: toHeight(8),
    }),
    expiryRecord: hex(expiryRecordCodec, { holds: [holdId(transactionId(transaction), 1)] }),
    expiryQueueRecord: hex(expiryQueueRecordCodec, { second: 1_795_525_213n }),
    listingRecord: hex(listingRecordCodec, { since: toHeight(8) }),
    genesis: hex(genesisCodec, genesis),
    genesisHash: genesisHash(genesis),
    ...recoveryVectors,
  };
}
