/** The whole SDK in one object: a node, a key, and a light client that checks what comes back. */
import {
  type Address,
  createProvider,
  defaultProviderName,
  type Hash,
  type SigningKey,
} from '@trellis/crypto';
import type {
  AssetCode,
  Genesis,
  Height,
  Operation,
  Receipt,
  SignedTransaction,
} from '@trellis/protocol';
import { formatAmount, parseAmount } from './amount.ts';
import type { CertifiedHeader } from './certified-header.ts';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { BuildError, TransactionFailed } from './errors.ts';
import type { LedgerEvent } from './event-stream.ts';
import { createLightClient, type LightClient } from './light-client.ts';
import { transfer } from './operations.ts';
import { getGenesis } from './read.ts';
import { getHead, getTransaction, type ProvenTransaction } from './read-chain.ts';
import type { Proven } from './read-entries.ts';
import { getAccount, getAsset, getBalance, type ProvenAccount } from './read-state.ts';
import { prepare, signAlone } from './send.ts';
import { accountOf } from './sign.ts';
import { submitAndWait } from './submit.ts';
import { subscribe } from './subscribe.ts';
import { trustGenesis } from './trust.ts';
import { type TrustedHeader, trustHeader } from './trust-header.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';

/** Where trust begins. It has to come from somebody else than the node. */
export type TrustRoot =
  /** The hash of the genesis: the node shows the document. */
  | { readonly type: 'genesisHash'; readonly hash: Hash }
  | { readonly type: 'genesis'; readonly genesis: Genesis }
  /** A block that was final lately; quicker for chains with a long history of validators. */
  | ({ readonly type: 'header' } & TrustedHeader);

/** Which node, whom to believe, and who signs. */
export interface LedgerOptions extends ClientOptions {
  readonly trust: TrustRoot;
  /** Signs what is sent; without it the ledger can only be read. */
  readonly key?: SigningKey;
  /** The account that sends; the key's own unless it is one of an account with several. */
  readonly account?: Address;
  /** Other nodes, which the newest block is compared with. */
  readonly witnesses?: readonly string[];
  /** Who checks signatures: for browsers `createWorkerVerifier`, so that the page stays quick. */
  readonly verifier?: SignatureVerifier;
}

/** What has to be done; sequence, expiry and signature are added. */
export interface SendPlan {
  readonly operations: readonly Operation[];
  readonly memo?: string;
  readonly validityBlocks?: bigint;
  /** How long to wait until it is final. */
  readonly timeoutMs?: number;
}

/** One payment of the account that sends. */
export interface Payment {
  readonly to: Address;
  readonly asset: AssetCode;
  /** As people write it, in whole units of the asset: "12.50". */
  readonly amount: string;
  readonly memo?: string;
  readonly timeoutMs?: number;
}

/** A transaction that was applied, with what proves it. */
export interface Applied {
  readonly id: Hash;
  readonly receipt: Receipt;
  /** The transaction with its proofs, its header and certificate; they were checked. */
  readonly final: ProvenTransaction;
}

/** A ledger seen through one node whose every answer is checked. */
export interface Ledger {
  readonly client: Client;
  readonly light: LightClient;
  /** The account that sends. Throws `BuildError` `no_key` without one. */
  account(): Address;
  /**
   * Signs, submits, waits until it is final, and checks the proof. It is submitted again while the node
   * is away: once is enough, and twice does no harm. Throws `TransactionFailed` with the ledger's code when
   * it could not be applied, `ApiProblem` when it is refused, `NotFinal`, `Unreachable`, or `ProofError`.
   */
  send(plan: SendPlan): Promise<Applied>;
  /** Sends one payment of an amount in whole units. */
  pay(payment: Payment): Promise<Applied>;
  /** Signs without sending: keep it, and `submit` is safe to repeat, also after a crash. */
  sign(plan: SendPlan): Promise<SignedTransaction>;
  /** Submits what was signed, again if need be, and waits as `send` does. */
  submit(signed: SignedTransaction, timeoutMs?: number): Promise<Applied>;
  /** A proven balance in smallest units: the newest, or as it was after the block of a height. */
  balance(address: Address, asset: AssetCode, height?: Height): Promise<Proven<bigint>>;
  /** A proven balance as people write it. */
  balanceText(address: Address, asset: AssetCode): Promise<string>;
  readAccount(address: Address): Promise<ProvenAccount>;
  /** A final transaction with its receipt, proven. */
  transaction(id: Hash): Promise<ProvenTransaction>;
  /** The newest block, proven and fresh, and the same at all witnesses. */
  head(): Promise<CertifiedHeader>;
  /** Each block once, in order, and its transactions, until the signal is aborted. */
  subscribe(signal: AbortSignal): AsyncGenerator<LedgerEvent>;
}

/**
 * Connects to a node, and begins to trust where `trust` says. Throws `ProofError` when the node is on
 * another chain, `ApiProblem` or `Unreachable`.
 *
 * @example
 * const ledger = await openLedger({ url, key, trust: { type: 'genesisHash', hash } });
 * const { receipt, final } = await ledger.pay({ to, asset, amount: '12.50' });
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { witnesses = [], trust } = options;
  const client = createClient(options);
  const light = createLightClient({
    client,
    witnesses: witnesses.map((url) => createClient({ ...options, url })),
    verifier: options.verifier ?? createProvider(defaultProviderName),
    trusted: await beginTrust(client, trust),
  });
  return {
    client,
    light,
    ...createSender(light, options),
    balance: (address, asset, height) => getBalance(light, address, asset, height),
    async balanceText(address, asset) {
      const { value } = await getBalance(light, address, asset);
      return formatAmount(value, (await getAsset(light, asset)).value.decimals);
    },
    readAccount: (address) => getAccount(light, address),
    transaction: (id) => getTransaction(light, id),
    head: () => getHead(light),
    subscribe: (signal) => subscribe(client, signal),
  };
}

/** The part of a ledger that signs and sends. */
type Sender = Pick<Ledger, 'account' | 'send' | 'pay' | 'sign' | 'submit'>;

function createSender(light: LightClient, options: Pick<LedgerOptions, 'key' | 'account'>): Sender {
  function signing(): { readonly key: SigningKey; readonly sender: Address } {
    const { key, account } = options;
    if (key === undefined)
      throw new BuildError('no_key', 'this ledger was opened without a key to sign with');
    return { key, sender: account ?? accountOf(key) };
  }

  // Sequences of one account go up by one, so its transactions are sent one after another.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  }

  async function sign({ timeoutMs: _, ...plan }: SendPlan): Promise<SignedTransaction> {
    const { key, sender } = signing();
    const { transaction, account } = await prepare(light, { sender, ...plan });
    return signAlone(light, key, transaction, account);
  }

  const submit = (signed: SignedTransaction, timeoutMs?: number): Promise<Applied> =>
    submitApplied(light, signed, timeoutMs);

  const send = (plan: SendPlan): Promise<Applied> =>
    inTurn(async () => submit(await sign(plan), plan.timeoutMs));

  return {
    account: () => signing().sender,
    sign,
    submit,
    send,
    async pay({ to, asset, amount, ...rest }) {
      const units = await unitsOf(light, asset, amount);
      const { sender: from } = signing();
      return send({ ...rest, operations: [transfer({ from, to, asset, amount: units })] });
    },
  };
}

/** Submits, and waits for a success. */
async function submitApplied(
  light: LightClient,
  signed: SignedTransaction,
  timeoutMs?: number,
): Promise<Applied> {
  const final = await submitAndWait(light, signed, timeoutMs);
  const { receipt, transactionId: id } = final;
  if (receipt.status !== 'success') throw new TransactionFailed(final);
  return { id, receipt, final };
}

/** An amount as people write it, in smallest units. Throws `BuildError` `invalid_transaction`. */
async function unitsOf(light: LightClient, asset: AssetCode, amount: string): Promise<bigint> {
  const { decimals } = (await getAsset(light, asset)).value;
  const units = parseAmount(amount, decimals);
  if (units !== undefined) return units;
  throw new BuildError(
    'invalid_transaction',
    `"${amount.slice(0, 64)}" is not an amount of ${asset}, which has ${decimals} decimals`,
  );
}

async function beginTrust(client: Client, trust: TrustRoot): Promise<TrustedChain> {
  switch (trust.type) {
    case 'genesis':
      return trustGenesis(trust.genesis);
    case 'genesisHash':
      return trustGenesis(await getGenesis(client), trust.hash);
    case 'header':
      return trustHeader(client, trust, { now: Date.now() });
  }
}
