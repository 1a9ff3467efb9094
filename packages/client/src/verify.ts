/**
 * The light client: checks what a node says against a genesis that the user trusts, and trusts the
 * node with nothing. Certificate → header → proof → value, each failure with a code of its own.
 */
import type { Address, Hash, SignatureProvider } from '@trellis/crypto';
import {
  type AssetCode,
  accountKey,
  accountRecordCodec,
  assetKey,
  assetRecordCodec,
  type BlockHeader,
  balanceKey,
  balanceRecordCodec,
  blockId,
  type Codec,
  type CommitCertificate,
  certificateClaims,
  decode,
  type Genesis,
  genesisHash,
  genesisProblem,
  genesisValidatorSet,
  receiptHash,
  type StateKey,
  transactionId,
  type ValidatorSet,
  validatorSetHash,
  verifyListLeaf,
  verifyMapEntry,
} from '@trellis/protocol';
import type {
  AccountResponse,
  AssetResponse,
  BalanceResponse,
  FinalTransaction,
  ProvenEntry,
} from '@trellis/protocol/http-api';

export type ProofErrorCode =
  | 'genesis_not_trusted'
  | 'no_certificate'
  | 'certificate_invalid'
  | 'certificate_signature_invalid'
  | 'header_not_certified'
  | 'other_chain'
  | 'other_validators'
  | 'entry_not_proven'
  | 'wrong_entry'
  | 'wrong_value'
  | 'transaction_not_proven'
  | 'wrong_transaction'
  | 'receipt_not_proven'
  | 'wrong_receipt';

/** The node's answer does not prove what it claims: it is faulty or lies. */
export class ProofError extends Error {
  readonly code: ProofErrorCode;

  constructor(code: ProofErrorCode, message: string) {
    super(message);
    this.name = 'ProofError';
    this.code = code;
  }
}

/** What the user trusts: one chain and its validators. */
export interface TrustedChain {
  readonly genesisHash: Hash;
  readonly chainId: Genesis['chainId'];
  readonly validators: ValidatorSet;
}

/**
 * Trusts a genesis document. With `expectedHash`, the document may come from anywhere: it counts only
 * if it has this hash. Throws `ProofError` `genesis_not_trusted`.
 */
export function trustGenesis(genesis: Genesis, expectedHash?: Hash): TrustedChain {
  const problem = genesisProblem(genesis);
  if (problem !== undefined)
    throw new ProofError('genesis_not_trusted', `the genesis is invalid: ${problem}`);
  const hash = genesisHash(genesis);
  if (expectedHash !== undefined && hash !== expectedHash) {
    throw new ProofError(
      'genesis_not_trusted',
      `the genesis has the hash ${hash}, not ${expectedHash}`,
    );
  }
  return { genesisHash: hash, chainId: genesis.chainId, validators: genesisValidatorSet(genesis) };
}

/** Checks that a quorum of the trusted validators made this header final. Throws `ProofError`. */
export async function verifyHeader(
  trusted: TrustedChain,
  provider: SignatureProvider,
  header: BlockHeader,
  certificate: CommitCertificate | null,
): Promise<void> {
  if (certificate === null) {
    throw new ProofError('no_certificate', 'the block has no certificate; nobody vouches for it');
  }
  if (header.chainId !== trusted.chainId) {
    throw new ProofError('other_chain', `the block is of chain ${header.chainId}`);
  }
  if (certificate.blockId !== blockId(header) || certificate.height !== header.height) {
    throw new ProofError('header_not_certified', 'the certificate is for another block');
  }
  if (header.validatorSetHash !== validatorSetHash(trusted.validators)) {
    throw new ProofError(
      'other_validators',
      'the block names other validators than the trusted ones',
    );
  }
  const required = certificateClaims(trusted.chainId, certificate, trusted.validators);
  if (!required.ok) {
    throw new ProofError(
      'certificate_invalid',
      `the certificate does not hold: ${required.problem.replaceAll('_', ' ')}`,
    );
  }
  const valid = await Promise.all(required.claims.map((claim) => provider.verify(claim)));
  const bad = valid.indexOf(false);
  if (bad !== -1) {
    throw new ProofError(
      'certificate_signature_invalid',
      `signature ${bad + 1} of the certificate is forged`,
    );
  }
}

/** Checks an entry of the state, or its absence, down to the certificate. Throws `ProofError`. */
export async function verifyEntry(
  trusted: TrustedChain,
  provider: SignatureProvider,
  entry: ProvenEntry,
): Promise<void> {
  if (!verifyMapEntry(entry.header.stateRoot, entry.key, entry.value, entry.proof)) {
    throw new ProofError(
      'entry_not_proven',
      `the proof of ${entry.key} does not lead to the state root`,
    );
  }
  await verifyHeader(trusted, provider, entry.header, entry.certificate);
}

/** Checks the balance in an answer about `address` and `asset`. */
export async function verifyBalance(
  trusted: TrustedChain,
  provider: SignatureProvider,
  wanted: { readonly address: Address; readonly asset: AssetCode },
  answer: BalanceResponse,
): Promise<bigint> {
  const record = expectEntry(
    answer.entry,
    balanceKey(wanted.address, wanted.asset),
    balanceRecordCodec,
  );
  const amount = record?.amount ?? 0n;
  if (amount !== answer.amount) {
    throw new ProofError('wrong_value', `the proof is for ${amount}, not for ${answer.amount}`);
  }
  await verifyEntry(trusted, provider, answer.entry);
  return amount;
}

/** Checks the account in an answer about `address`; its list of balances carries no proof of its own. */
export async function verifyAccount(
  trusted: TrustedChain,
  provider: SignatureProvider,
  address: Address,
  answer: AccountResponse,
): Promise<AccountResponse['account']> {
  const record = expectEntry(answer.entry, accountKey(address), accountRecordCodec);
  expectSame(record ?? null, answer.account, (value) =>
    JSON.stringify(value && accountRecordCodec.toJson(value)),
  );
  await verifyEntry(trusted, provider, answer.entry);
  return record ?? null;
}

/** Checks the asset in an answer about `asset`. */
export async function verifyAsset(
  trusted: TrustedChain,
  provider: SignatureProvider,
  asset: AssetCode,
  answer: AssetResponse,
): Promise<AssetResponse['asset']> {
  const record = expectEntry(answer.entry, assetKey(asset), assetRecordCodec);
  expectSame(record ?? null, answer.asset, (value) =>
    JSON.stringify(value && assetRecordCodec.toJson(value)),
  );
  await verifyEntry(trusted, provider, answer.entry);
  return answer.asset;
}

/** Checks that a transaction is in a final block, and that its receipt is the block's. */
export async function verifyTransaction(
  trusted: TrustedChain,
  provider: SignatureProvider,
  id: Hash,
  final: FinalTransaction,
): Promise<void> {
  const { header, receipt, signed, transactionProof, receiptProof } = final;
  if (transactionId(signed.transaction) !== id || header.height !== final.height) {
    throw new ProofError('wrong_transaction', 'the answer is about another transaction');
  }
  if (!verifyListLeaf(header.transactionsRoot, id, transactionProof)) {
    throw new ProofError('transaction_not_proven', 'the transaction is not in the block');
  }
  if (receipt.transactionId !== id || receiptProof.index !== transactionProof.index) {
    throw new ProofError('wrong_receipt', 'the receipt is another transaction’s');
  }
  if (!verifyListLeaf(header.receiptsRoot, receiptHash(receipt), receiptProof)) {
    throw new ProofError('receipt_not_proven', 'the receipt is not the one in the block');
  }
  await verifyHeader(trusted, provider, header, final.certificate);
}

/** The record in an entry, which must be the one under `key`. */
function expectEntry<T>(entry: ProvenEntry, key: StateKey, codec: Codec<T>): T | undefined {
  if (entry.key !== key) {
    throw new ProofError('wrong_entry', `the answer proves ${entry.key} instead of ${key}`);
  }
  if (entry.value === null) return undefined;
  const record = decode(codec, entry.value);
  if (record.ok) return record.value;
  throw new ProofError(
    'wrong_value',
    `the value under ${key} is malformed: ${record.problem.message}`,
  );
}

function expectSame<T>(proven: T, claimed: T, write: (value: T) => string): void {
  if (write(proven) !== write(claimed)) {
    throw new ProofError('wrong_value', 'the answer says something else than what it proves');
  }
}
