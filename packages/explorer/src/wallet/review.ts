/**
 * What somebody is asked to sign, read from the very bytes: the sentences, what is proven of the accounts, what is
 * unusual, and what the node says would happen.
 */
import {
  type AliasHolder,
  getAccount,
  getAsset,
  getBalance,
  ProvenAbsent,
  signTransaction,
  simulate,
  type TransactionSigner,
} from '@trellis/client';
import { type Address, formatAddress, schemes } from '@trellis/crypto';
import {
  type AssetCode,
  decode,
  problemText,
  type Sentence,
  type Transaction,
  transactionCodec,
} from '@trellis/protocol';
import type { SimulationResponse } from '@trellis/protocol/http-api';
import { readAliases } from '../page/read-aliases.ts';
import { readStanding } from '../page/read-standing.ts';
import type { Session } from '../page/session.ts';
import { operationSentence } from '../page/words.ts';
import type { BrowserSubmissions } from './submissions.ts';
import { outgoing, payeesMax, payeesOf, type Unusual, unusualIn } from './unusual.ts';

/** The bytes are no transaction: they are not signed. */
class NotATransaction extends Error {}

export interface Payee {
  readonly account: Address;
  /** Aliases of it that are proven, and who confirmed each. */
  readonly aliases: readonly AliasHolder[];
  /** How it stands, proven: frozen, being recovered. */
  readonly notes: readonly string[];
}

export interface Review {
  readonly transaction: Transaction;
  /** Whom the key signs for; what is proven and unusual is of this account. */
  readonly own: Address;
  readonly sentences: readonly Sentence[];
  readonly decimals: ReadonlyMap<AssetCode, number>;
  readonly balances: ReadonlyMap<AssetCode, bigint>;
  readonly outgoing: ReadonlyMap<AssetCode, bigint>;
  readonly payees: readonly Payee[];
  /** How that account stands. */
  readonly notes: readonly string[];
  readonly unusual: readonly Unusual[];
  /** Reported by the node, not proven. */
  readonly simulation: SimulationResponse;
}

/** What the bytes say, and nothing else. Throws `NotATransaction`. */
function readBytes(bytes: Uint8Array): Transaction {
  const decoded = decode(transactionCodec, bytes);
  if (decoded.ok) return decoded.value;
  throw new NotATransaction(`these bytes are no transaction: ${problemText(decoded.problem)}`);
}

/** Throws `NotATransaction`, `ProofError`, `ApiProblem` and `Unreachable`. */
export async function readReview(
  session: Session,
  submissions: BrowserSubmissions,
  bytes: Uint8Array,
  signer: Omit<TransactionSigner, 'key'> & Pick<TransactionSigner['key'], 'scheme' | 'publicKey'>,
): Promise<Review> {
  const transaction = readBytes(bytes);
  const { chainId } = session.genesis;
  if (transaction.chainId !== chainId) {
    throw new NotATransaction(`it is for the chain ${transaction.chainId}, not for ${chainId}`);
  }
  const { light, transport } = session;
  // Whose units are at stake: with several who sign, the sender may be somebody else.
  const own = signer.account;
  const spent = outgoing(transaction, own);
  const assets = [...assetsIn(transaction)];
  const simulated = await simulate(transport, await withoutSignature(transaction, signer));
  const { feeAsset } = simulated;
  const paysFee = feeAsset !== null && own === transaction.sender;
  const all = [...new Set([...assets, ...(paysFee ? [feeAsset] : [])])];
  const read = feeAsset === null ? all : [...new Set([...all, feeAsset])];
  const [decimals, balances, payees, standing, background] = await Promise.all([
    readDecimals(session, read),
    Promise.all(
      all.map(async (asset) => [asset, (await getBalance(light, own, asset)).value] as const),
    ),
    Promise.all(
      payeesOf(transaction, own)
        .slice(0, payeesMax)
        .map((account) => readPayee(session, account, assets)),
    ),
    readStanding(session, own, assets),
    readPast(submissions, transaction, own),
  ]);
  const proven = new Map(balances);
  return {
    transaction,
    own,
    sentences: transaction.operations.map((one) => operationSentence(one)),
    decimals,
    balances: proven,
    outgoing: spent,
    payees,
    notes: standing.notes.map(({ text }) => text),
    unusual: unusualIn(transaction, { own, balances: proven, ...background }),
    simulation: simulated,
  };
}

/** The assets that its operations name. */
export function assetsIn({ operations }: Transaction): ReadonlySet<AssetCode> {
  return new Set(
    operations
      .flatMap((one) => operationSentence(one))
      .flatMap((part) => (typeof part === 'object' && 'asset' in part ? [part.asset] : [])),
  );
}

export async function readDecimals(
  { light }: Session,
  assets: readonly AssetCode[],
): Promise<ReadonlyMap<AssetCode, number>> {
  const found = await Promise.all(
    assets.map(async (asset) => {
      try {
        return [[asset, (await getAsset(light, asset)).value.decimals] as const];
      } catch (error) {
        // It is about to be defined, or does not exist: its amounts are told in smallest units.
        if (error instanceof ProvenAbsent) return [];
        throw error;
      }
    }),
  );
  return new Map(found.flat());
}

async function readPayee(
  session: Session,
  account: Address,
  assets: readonly AssetCode[],
): Promise<Payee> {
  const [aliases, standing, proven] = await Promise.all([
    readAliases(session, account),
    readStanding(session, account, assets),
    getAccount(session.light, account),
  ]);
  return {
    account,
    aliases: aliases.holders,
    notes: [
      ...standing.notes.map(({ text }) => text),
      ...(proven.value === null ? ['there is no such account: this is proven'] : []),
    ],
  };
}

const hourMs = 3_600_000;

async function readPast(submissions: BrowserSubmissions, { chainId }: Transaction, own: Address) {
  const past = await submissions.all({ chainId, address: own });
  const since = Date.now() - hourMs;
  return {
    paidBefore: new Set(
      past
        .filter(({ state }) => state === 'final')
        .flatMap(({ signed }) => payeesOf(signed.transaction, own)),
    ),
    recent: past
      .filter(({ state, changed }) => changed > since && state !== 'failed' && state !== 'expired')
      .map(({ signed }) => signed.transaction),
  };
}

/** With zeros in the place of the signature, as a simulation takes it. */
function withoutSignature(
  transaction: Transaction,
  { scheme, publicKey, ...rest }: Parameters<typeof readReview>[3],
) {
  const zeros = new Uint8Array(schemes[scheme].signatureBytes);
  const key = { scheme, publicKey, sign: async () => zeros };
  return signTransaction(transaction, [{ ...rest, key }]);
}

/** The address in groups of four, so that two can be compared by eye. */
export function groupedAddress(account: Address): string {
  return formatAddress(account).replace(/(.{4})(?=.)/g, '$1 ');
}
