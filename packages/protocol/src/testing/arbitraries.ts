/** Random values of every noun, for property tests. */
import { type Address, type Hash, schemeNames, schemes, sealingBytes } from '@trellis/crypto';
import fc from 'fast-check';
import type {
  AssetRules,
  Block,
  BlockHeader,
  Codec,
  CommitCertificate,
  CompactBlock,
  Evidence,
  Genesis,
  JsonSchema,
  Policy,
  Receipt,
  Remittance,
  SignedProposal,
  SignedTransaction,
  SignedVote,
} from '../index.ts';
import {
  type AssetCode,
  addressCodec,
  amountCodec,
  amountMax,
  assetCodeCodec,
  assetRuleNames,
  type ChainId,
  clawbackReasons,
  creditorReference,
  governanceActionCodec,
  grantableRoles,
  type Height,
  hashCodec,
  heightCodec,
  limits,
  operationCodec,
  policyCodec,
  schemeCodec,
  statuses,
  toHeight,
  uint8,
  uint16,
  uint32,
} from '../index.ts';

const bytes = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength });

export const hashes: fc.Arbitrary<Hash> = bytes(32).map((value) => value.toHex() as Hash);
export const addresses: fc.Arbitrary<Address> = hashes.map((value) => value as Address);
export const chainIds = fc
  .stringMatching(/^[a-z][a-z0-9-]{2,31}$/)
  .map((value) => value as ChainId);
export const assetCodes = fc
  .stringMatching(/^[A-Z][A-Z0-9.]{0,11}$/)
  .map((value) => value as AssetCode);
export const heights: fc.Arbitrary<Height> = fc.bigInt(0n, 2n ** 64n - 1n).map(toHeight);
export const rounds = fc.nat(limits.roundMax);
export const amounts = fc.bigInt(0n, amountMax);
export const schemeNameArbitrary = fc.constantFrom(...schemeNames);
export const signatures = bytes(0, 100);

const names = fc.stringMatching(/^[A-Za-zÀ-ž€ ]{1,20}$/);
const memos = fc.string({ maxLength: 60, unit: 'grapheme' }).filter((text) => {
  return text.isWellFormed() && new TextEncoder().encode(text).length <= limits.memoBytesMax;
});

export const policies: fc.Arbitrary<Policy> = fc.record({
  threshold: fc.nat(65_535),
  postQuantumWeight: fc.nat(65_535),
  keys: fc.array(
    fc.record({ scheme: schemeNameArbitrary, address: addresses, weight: fc.nat(65_535) }),
    { minLength: 1, maxLength: 4 },
  ),
});

const identifiers = fc.stringMatching(/^[!-~]([ -~]{0,33}[!-~])?$/);

export const remittances: fc.Arbitrary<Remittance> = fc.record({
  endToEndId: fc.option(identifiers),
  reference: fc.option(
    fc.stringMatching(/^[0-9A-Z]{1,21}$/).map((own) => {
      const reference = creditorReference(own);
      if (reference === undefined) throw new Error(`no reference for ${own}`);
      return reference;
    }),
  ),
  invoice: fc.option(identifiers),
  purpose: fc.option(fc.stringMatching(/^[A-Z]{4}$/)),
});

export const assetRules: fc.Arbitrary<AssetRules> = fc.record({
  holders: fc.constantFrom('anyone' as const, 'listed' as const),
  freeze: fc.constantFrom('never' as const, 'issuer' as const),
  clawback: fc.constantFrom('never' as const, 'issuer' as const),
  supplyMax: fc.option(amounts),
  locked: fc.subarray([...assetRuleNames]),
});

const whole64 = fc.bigInt(0n, 2n ** 64n - 1n);
const nodeNames = fc.stringMatching(/^[a-z0-9-]{1,32}$/);
const peers = fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{20,60}$/);

const chainLimits = fc.record({
  blockBytesMax: fc.nat(2 ** 32 - 1),
  blockTransactionsMax: fc.nat(65_535),
  recoveryDelay: fc.nat(2 ** 32 - 1),
});

const fees = fc.option(
  fc.record({
    asset: assetCodes,
    perTransaction: amounts,
    perByte: amounts,
    perSignature: amounts,
    recipient: fc.option(addresses),
  }),
);

type Parts = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** What parts can be that are simply of such a type. */
const byType: ReadonlyMap<JsonSchema, fc.Arbitrary<unknown>> = new Map<
  JsonSchema,
  fc.Arbitrary<unknown>
>([
  [addressCodec.schema, addresses],
  [hashCodec.schema, hashes],
  [assetCodeCodec.schema, assetCodes],
  [amountCodec.schema, amounts],
  [heightCodec.schema, heights],
  [policyCodec.schema, policies],
  [schemeCodec.schema, schemeNameArbitrary],
  [uint8.schema, fc.nat(255)],
  [uint16.schema, fc.nat(65_535)],
  [uint32.schema, fc.nat(2 ** 32 - 1)],
]);

/** A value of any kind that a union has; parts that are of no simple type are by their names. */
function kindsOf<T>(codec: Codec<T>, parts: Parts): fc.Arbitrary<T> {
  const kinds = (codec.schema.oneOf ?? []).map(({ title = '', properties = {} }) => {
    const { type: _, ...fields } = properties;
    const named = Object.entries(fields).map(([name, schema]) => {
      const values = byType.get(schema) ?? parts[name];
      if (values === undefined) throw new Error(`add what "${name}" of ${title} can be`);
      return [name, values] as const;
    });
    return fc.record({ type: fc.constant(title), ...Object.fromEntries(named) });
  });
  // The property tests of the codec find out whether the parts are right.
  return fc.oneof(...kinds) as fc.Arbitrary<unknown> as fc.Arbitrary<T>;
}

export const governanceActions = kindsOf(governanceActionCodec, {
  release: fc.stringMatching(/^[\x21-\x7e]{1,64}$/),
  node: nodeNames,
  publicKey: bytes(0, 60),
  peer: peers,
  role: fc.constantFrom(...grantableRoles),
  use: fc.constantFrom('accounts', 'validators', 'recovery'),
  limits: chainLimits,
  fees,
});

const aliases = fc.oneof(
  fc.record({ type: fc.constant('name'), name: fc.constantFrom('alice', 'zoë', 'банк-24') }),
  fc.record({ type: fc.constant('bic'), bic: fc.stringMatching(/^[A-Z]{6}[A-Z0-9]{2}$/) }),
  fc.record({ type: fc.constant('lei'), lei: fc.constant('529900T8BM49AURSDO55') }),
  fc.record({
    type: fc.constant('iban'),
    directory: addresses,
    keyNumber: fc.nat(2 ** 32 - 1),
    mac: hashes,
  }),
);

const delegates = fc.oneof(
  fc.record({ type: fc.constant('account'), account: addresses }),
  fc.record({ type: fc.constant('key'), key: addresses }),
);

export const operations = kindsOf(operationCodec, {
  delegate: delegates,
  payees: fc.array(addresses, { maxLength: 3 }),
  period: whole64,
  validUntil: whole64,
  alias: aliases,
  node: nodeNames,
  account: fc.option(addresses),
  auditor: fc.option(addresses),
  name: names,
  recovery: fc.option(fc.record({ policy: policies, delay: fc.nat(2 ** 32 - 1) })),
  remittance: remittances,
  sealed: fc.record({
    readers: fc.array(
      fc.record({
        account: addresses,
        encapsulated: bytes(sealingBytes.encapsulated),
        wrappedKey: bytes(sealingBytes.wrappedKey),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    ciphertext: bytes(0, 300),
  }),
  publicKey: fc.option(bytes(sealingBytes.publicKey)),
  rules: assetRules,
  expiresAt: whole64,
  release: fc.oneof(
    fc.record({ type: fc.constant('arbiter'), arbiter: addresses }),
    fc.record({ type: fc.constant('preimage'), sha256: hashes }),
  ),
  preimage: bytes(32),
  reason: fc.constantFrom(...clawbackReasons),
  actions: fc.array(governanceActions, { minLength: 1, maxLength: 3 }),
  choice: fc.constantFrom('approve', 'reject'),
});

export const signedTransactions: fc.Arbitrary<SignedTransaction> = fc.record({
  transaction: fc.record({
    chainId: chainIds,
    sender: addresses,
    sequence: fc.bigInt(0n, 2n ** 64n - 1n),
    validUntil: heights,
    operations: fc.array(operations, { minLength: 1, maxLength: 4 }),
    memo: memos,
  }),
  witnesses: fc.array(
    fc.record({
      account: addresses,
      keyIndex: fc.nat(255),
      signature: signatures,
      publicKey: fc.option(bytes(0, 60)),
    }),
    { maxLength: 3 },
  ),
});

export const headers: fc.Arbitrary<BlockHeader> = fc.record({
  chainId: chainIds,
  height: heights,
  time: fc.bigInt(0n, 2n ** 64n - 1n),
  proposer: addresses,
  previousBlockId: hashes,
  transactionsRoot: hashes,
  witnessRoot: hashes,
  evidenceRoot: hashes,
  stateRoot: hashes,
  receiptsRoot: hashes,
  validatorSetHash: hashes,
  nextValidatorSetHash: hashes,
  version: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 32 - 1 })),
});

export const signedVotes: fc.Arbitrary<SignedVote> = fc.record({
  type: fc.constantFrom('prevote' as const, 'precommit' as const),
  height: heights,
  round: rounds,
  blockId: fc.option(hashes),
  validator: addresses,
  signature: signatures,
});

export const signedProposals: fc.Arbitrary<SignedProposal> = fc.record({
  height: heights,
  round: rounds,
  validRound: fc.integer({ min: -1, max: limits.roundMax }),
  blockId: hashes,
  proposer: addresses,
  signature: signatures,
});

/** By their form: whether they are evidence of anything is another question. */
export const evidence: fc.Arbitrary<Evidence> = fc.oneof(
  fc.record({ type: fc.constant('votes' as const), first: signedVotes, second: signedVotes }),
  fc.record({
    type: fc.constant('proposals' as const),
    first: signedProposals,
    second: signedProposals,
  }),
);

export const blocks: fc.Arbitrary<Block> = fc.record({
  header: headers,
  evidence: fc.array(evidence, { maxLength: 2 }),
  transactions: fc.array(signedTransactions, { maxLength: 2 }),
});

export const compactBlocks: fc.Arbitrary<CompactBlock> = fc.record({
  header: headers,
  evidence: fc.array(evidence, { maxLength: 2 }),
  signedTransactionHashes: fc.array(hashes, { maxLength: 5 }),
});

export const certificates: fc.Arbitrary<CommitCertificate> = fc.record({
  height: heights,
  round: rounds,
  blockId: hashes,
  signatures: fc.array(fc.record({ validatorIndex: fc.nat(65_535), signature: signatures }), {
    maxLength: 4,
  }),
});

export const receipts: fc.Arbitrary<Receipt> = fc.record({
  transactionId: hashes,
  status: fc.constantFrom(...statuses),
  failedOperation: fc.option(fc.nat(255)),
  fee: amounts,
});

export const genesisDocuments: fc.Arbitrary<Genesis> = fc.record({
  chainId: chainIds,
  time: fc.bigInt(0n, 2n ** 64n - 1n),
  accountSchemes: fc.array(schemeNameArbitrary, { minLength: 1, maxLength: 3 }),
  validatorSchemes: fc.array(schemeNameArbitrary, { minLength: 1, maxLength: 3 }),
  recoverySchemes: fc.array(schemeNameArbitrary, { maxLength: 2 }),
  validators: fc.array(
    fc.record({
      name: nodeNames,
      scheme: schemeNameArbitrary,
      publicKey: bytes(0, schemes.ed25519.publicKeyBytes),
      power: fc.nat(65_535),
      peer: peers,
      networkKey: addresses,
      operator: addresses,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  observers: fc.constant([]),
  limits: chainLimits,
  fees,
  assets: fc.array(
    fc.record({ asset: assetCodes, issuer: addresses, decimals: fc.nat(255), name: names }),
    { maxLength: 2 },
  ),
  accounts: fc.array(
    fc.record({
      policy: policies,
      publicKeys: fc.array(fc.record({ scheme: schemeNameArbitrary, publicKey: bytes(0, 40) }), {
        maxLength: 2,
      }),
      balances: fc.array(fc.record({ asset: assetCodes, amount: amounts }), { maxLength: 2 }),
      roles: fc.subarray([...grantableRoles]),
    }),
    { maxLength: 3 },
  ),
});
