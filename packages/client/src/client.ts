/** The whole SDK in one object: a node, a key, and a light client that checks what comes back. */
import {
  type Address,
  createProvider,
  defaultProviderName,
  type Hash,
  isHash,
  type SigningKey,
} from '@trellis/crypto';
import {
  type AssetCode,
  type CreditorReference,
  type Genesis,
  type Height,
  isCreditorReference,
  type Operation,
  type Receipt,
  type SignedTransaction,
} from '@trellis/protocol';
import type { SimulationResponse } from '@trellis/protocol/http-api';
import { accountHistory, type ProvenEntry } from './account-history.ts';
import { formatAmount, parseAmount } from './amount.ts';
import { assetOf, balanceNamed } from './balance-name.ts';
import type { CertifiedHeader } from './certified-header.ts';
import { BuildError, type BuildErrorCode, TransactionFailed } from './errors.ts';
import { givenKey, givenList, givenObject, givenText } from './given.ts';
import { type HttpTransport, type HttpTransportOptions, httpTransport } from './http-transport.ts';
import { createLightClient, type LightClient } from './light-client.ts';
import { pay, transfer } from './operations.ts';
import { payeeOf } from './payee.ts';
import { getGenesis } from './read.ts';
import { getHead, getTransaction, type ProvenTransaction } from './read-chain.ts';
import type { Proven } from './read-entries.ts';
import { getAccount, getAsset, getBalance, type ProvenAccount } from './read-state.ts';
import { prepare, signAlone } from './send.ts';
import { accountOf } from './sign.ts';
import { rehearse } from './simulate.ts';
import { submitAndWait, waitForFinal } from './submit.ts';
import { createSubscribe, type Subscribe } from './subscribe.ts';
import { trustGenesis } from './trust.ts';
import { type TrustedHeader, trustHeader } from './trust-header.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';

/** Where trust begins: a genesis, or a block. It has to come from somebody else than the node. */
export type TrustRoot =
  | {
      /** The hash of the genesis, in hex, for which the node shows the document; or the document. */
      readonly genesis: Genesis | string;
      readonly trustedHeader?: never;
    }
  | {
      /** A block that was final lately; quicker for chains with a long history of validators. */
      readonly trustedHeader: TrustedHeader;
      readonly genesis?: never;
    };

/** Which node, whom to believe, and who signs. */
export type ClientOptions = HttpTransportOptions &
  TrustRoot & {
    /** Signs what is sent; without it the client can only read. */
    readonly key?: SigningKey;
    /** The account that sends; the key's own unless it is one of an account with several. */
    readonly account?: Address;
    /** Other nodes, which the newest block is compared with. */
    readonly witnesses?: readonly string[];
    /** Who checks signatures: for browsers `createWorkerVerifier`, so that the page stays quick. */
    readonly verifier?: SignatureVerifier;
  };

/** What has to be done; sequence, expiry and signature are added. */
export interface SendPlan {
  readonly operations: readonly Operation[];
  readonly memo?: string;
  readonly validityBlocks?: bigint;
  /** How long to wait until it is final. */
  readonly timeoutMs?: number;
}

/** One payment of the account that sends. All is text as people write it, and checked. */
export interface Payment {
  /** An address, `trellis1…`, or an alias such as `@alice`, which is resolved with its proof. */
  readonly to: string;
  /** A code such as `EUR`. */
  readonly asset: string;
  /** In whole units of the asset: "12.50". */
  readonly amount: string;
  readonly memo?: string;
  /** The payee's reference of ISO 11649, as on the invoice: `RF18 5390 0754 7034`. */
  readonly reference?: string;
  /** The payer's own number of the payment, passed on unchanged. */
  readonly endToEndId?: string;
  readonly timeoutMs?: number;
}

/** A transaction that was applied, with what proves it. */
export interface Applied {
  readonly id: Hash;
  readonly receipt: Receipt;
  /** The transaction with its proofs, its header and certificate; they were checked. */
  readonly final: ProvenTransaction;
}

/** A ledger as one node shows it, whose every answer is checked. */
export interface Client {
  readonly transport: HttpTransport;
  readonly light: LightClient;
  /**
   * The account that sends. Throws `BuildError` `no_key` without one.
   *
   * @example
   * const address = client.account();
   */
  account(): Address;
  /**
   * Signs, submits, waits until it is final, and checks the proof. It is submitted again while the node
   * is away: once is enough, and twice does no harm. Throws `TransactionFailed` with the ledger's code when
   * it could not be applied, `ApiProblem` when it is refused, `NotFinal`, `Unreachable`, or `ProofError`.
   *
   * @example
   * const { receipt, final: proof } = await client.send({ operations: [transfer({ from, to, asset, amount: 5n })] });
   */
  send(plan: SendPlan): Promise<Applied>;
  /**
   * Sends one payment. Throws as `send` does, and `BuildError` `unknown_payee` or `unknown_asset`.
   *
   * @example
   * const { receipt } = await client.pay({ to: formatAddress(to), asset: 'EUR', amount: '0.05', memo: 'rent' });
   */
  pay(payment: Payment): Promise<Applied>;
  /**
   * Waits until a transaction is final, which anybody has submitted, and checks the proof. Throws as `send` does.
   *
   * @example
   * const { receipt } = await client.wait(final.transactionId);
   */
  wait(id: string, timeoutMs?: number): Promise<Applied>;
  /**
   * What `send` would do, as the node reports it. Nothing is signed and nothing is kept.
   *
   * @example
   * const { receipt } = await client.simulate({ operations: [transfer({ from, to, asset, amount: 5n })] });
   */
  simulate(plan: Omit<SendPlan, 'timeoutMs'>): Promise<SimulationResponse>;
  /**
   * The account that an address or an alias means. Throws `BuildError` `unknown_payee`.
   *
   * @example
   * const address = await client.resolve(formatAddress(to)); // or '@alice', with its proof
   */
  resolve(text: string): Promise<Address>;
  /**
   * Signs without sending: keep it, and `submit` is safe to repeat, also after a crash.
   *
   * @example
   * const signed = await client.sign({ operations: [transfer({ from, to, asset, amount: 5n })] });
   */
  sign(plan: SendPlan): Promise<SignedTransaction>;
  /**
   * Submits what was signed, again if need be, and waits as `send` does.
   *
   * @example
   * const signed = await client.sign({ operations: [transfer({ from, to, asset, amount: 5n })] });
   * const { receipt } = await client.submit(signed);
   */
  submit(signed: SignedTransaction, timeoutMs?: number): Promise<Applied>;
  /**
   * A proven balance in smallest units, of an address or an alias: the newest, or as it was after the block of a height.
   *
   * @example
   * const { value, header } = await client.balance(to, asset); // proven, as of header.height
   */
  balance(owner: string, asset: string, height?: Height): Promise<Proven<bigint>>;
  /**
   * A proven balance as people write it.
   *
   * @example
   * const text = await client.balanceText(to, asset); // '12.50'
   */
  balanceText(owner: string, asset: string): Promise<string>;
  /**
   * An account with its policy and sequence, proven.
   *
   * @example
   * const { value } = await client.readAccount(from);
   */
  readAccount(owner: string): Promise<ProvenAccount>;
  /**
   * A final transaction with its receipt, proven.
   *
   * @example
   * const { receipt, height } = await client.transaction(final.transactionId);
   */
  transaction(id: string): Promise<ProvenTransaction>;
  /**
   * The newest block, proven and fresh, and the same at all witnesses.
   *
   * @example
   * const { header } = await client.head();
   */
  head(): Promise<CertifiedHeader>;
  /**
   * How a balance came to be what it is, the newest entry first, each proven.
   *
   * @example
   * for await (const { entry } of client.history(formatAddress(from), 'EUR')) {
   *   console.log(entry.height);
   *   break;
   * }
   */
  history(owner: string, asset: string): AsyncGenerator<ProvenEntry>;
  /**
   * What happens, as it happens, until its signal is aborted: `blocks`, or the `payments` of an account, each once and
   * proven; or `events`, as the node reports them. What comes while a connection is broken comes afterwards, from another
   * of the client's nodes if need be.
   *
   * @example
   * for await (const { header } of client.subscribe({ type: 'blocks', signal })) console.log(header.height);
   */
  readonly subscribe: Subscribe;
}

/**
 * Connects to a node, and begins to trust where `genesis` or `trustedHeader` says. Throws `ProofError` when the node is on
 * another chain, `BuildError` `bad_genesis`, `ApiProblem` or `Unreachable`.
 *
 * @example
 * const client = await createClient({ url, genesis: hash, key });
 * const { receipt } = await client.pay({ to: formatAddress(to), asset: 'EUR', amount: '0.05' }); // or '@alice'
 */
export async function createClient(options: ClientOptions): Promise<Client> {
  const { witnesses = [] } = givenOptions(options);
  const transport = httpTransport(options);
  const light = createLightClient({
    transport,
    witnesses: givenList(witnesses, 'witnesses, each the address of a node').map((url) =>
      httpTransport({ ...options, url }),
    ),
    verifier: options.verifier ?? createProvider(defaultProviderName),
    trusted: await beginTrust(transport, options),
  });
  return {
    transport,
    light,
    ...createSender(light, options),
    async balance(owner, asset, height) {
      const of = await balanceNamed(light, owner, asset);
      return getBalance(light, of.address, of.asset, height);
    },
    async balanceText(owner, asset) {
      const of = await balanceNamed(light, owner, asset);
      const { value } = await getBalance(light, of.address, of.asset);
      return formatAmount(value, (await getAsset(light, of.asset)).value.decimals);
    },
    readAccount: async (owner) => getAccount(light, await payeeOf(light, owner)),
    transaction: async (id) => getTransaction(light, hashOf(id, 'invalid_transaction')),
    head: () => getHead(light),
    resolve: (text) => payeeOf(light, text),
    wait: async (id, timeoutMs) =>
      expectApplied(await waitForFinal(light, hashOf(id, 'invalid_transaction'), timeoutMs)),
    async *history(owner, asset) {
      yield* accountHistory(light, await balanceNamed(light, owner, asset));
    },
    subscribe: createSubscribe(light),
  };
}

/** Throws `BuildError` `bad_argument`. */
function givenOptions(options: ClientOptions): ClientOptions {
  const { key, account, verifier } = givenObject(options, 'the options of a client, such as url');
  if (key !== undefined) givenKey(key);
  if (account !== undefined && !isHash(account)) {
    throw new BuildError('bad_argument', 'expected "account" as an Address: `resolve` reads texts');
  }
  if (verifier !== undefined && typeof verifier?.verify !== 'function') {
    throw new BuildError('bad_argument', 'expected "verifier" with a function "verify"');
  }
  return options;
}

function hashOf(given: string, code: BuildErrorCode): Hash {
  const text = givenText(given, 'a hash of 64 hex digits');
  const plain = text.toLowerCase();
  if (isHash(plain)) return plain;
  throw new BuildError(code, `"${text.slice(0, 80)}" is no hash of 64 hex digits`);
}

/** The part of a client that signs and sends. */
type Sender = Pick<Client, 'account' | 'send' | 'pay' | 'sign' | 'submit' | 'simulate'>;

function createSender(light: LightClient, options: Pick<ClientOptions, 'key' | 'account'>): Sender {
  function signing(): { readonly key: SigningKey; readonly sender: Address } {
    const { key, account } = options;
    if (key === undefined) throw new BuildError('no_key', 'the client has no key');
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
    async simulate(plan) {
      const { key, sender } = signing();
      return (await rehearse(light, { ...plan, sender, publicKey: key })).simulation;
    },
    async pay({ to, asset, amount, reference, endToEndId, ...rest }) {
      const { sender: from } = signing();
      const code = assetOf(asset);
      const move = {
        from,
        to: await payeeOf(light, to),
        asset: code,
        amount: await unitsOf(light, code, amount),
      };
      const remittance = {
        ...(reference !== undefined && { reference: referenceOf(reference) }),
        ...(endToEndId !== undefined && { endToEndId }),
      };
      const isPlain = Object.keys(remittance).length === 0;
      return send({
        ...rest,
        operations: [isPlain ? transfer(move) : pay({ ...move, remittance })],
      });
    },
  };
}

function referenceOf(given: string): CreditorReference {
  const text = givenText(given, 'a reference');
  const reference = text.replaceAll(' ', '').toUpperCase();
  if (isCreditorReference(reference)) return reference;
  throw new BuildError(
    'invalid_transaction',
    `"${text.slice(0, 64)}" is no reference of ISO 11649; its check digits are wrong`,
  );
}

/** Submits, and waits for a success. */
async function submitApplied(
  light: LightClient,
  signed: SignedTransaction,
  timeoutMs?: number,
): Promise<Applied> {
  return expectApplied(await submitAndWait(light, signed, timeoutMs));
}

/** Throws `TransactionFailed`. */
function expectApplied(final: ProvenTransaction): Applied {
  const { receipt, transactionId: id } = final;
  if (receipt.status !== 'success') throw new TransactionFailed(final);
  return { id, receipt, final };
}

/** An amount as people write it, in smallest units. Throws `BuildError` `invalid_transaction`. */
async function unitsOf(light: LightClient, asset: AssetCode, given: string): Promise<bigint> {
  const amount = givenText(given, 'an amount in whole units, such as "12.50",');
  const { decimals } = (await getAsset(light, asset)).value;
  const units = parseAmount(amount, decimals);
  if (units !== undefined) return units;
  throw new BuildError(
    'invalid_transaction',
    `"${amount.slice(0, 64)}" is not an amount of ${asset}, which has ${decimals} decimals`,
  );
}

async function beginTrust(
  transport: HttpTransport,
  { genesis, trustedHeader }: TrustRoot,
): Promise<TrustedChain> {
  if (trustedHeader !== undefined) {
    return trustHeader(transport, trustedHeader, { now: Date.now() });
  }
  if (typeof genesis === 'object' && genesis !== null) return trustGenesis(genesis);
  // A program that is not type-checked may have left it out.
  const hash = hashOf(String(genesis), 'bad_genesis');
  return trustGenesis(await getGenesis(transport), hash);
}
