/** A node whose state has something under every key that an endpoint proves, and two of most. */
import {
  accountOf,
  allowHolder,
  freeze,
  getAccount,
  getStatus,
  grantMandate,
  httpTransport,
  type LightClient,
  payUnderMandate,
  prepare,
  propose,
  reserve,
  send,
  setAlias,
  setAssetRules,
  setAuditor,
  setEncryptionKey,
  setRecovery,
  signerOf,
  signTransaction,
  submit,
  submitAndWait,
  transfer,
  waitForFinal,
} from '@trellis/client';
import {
  type Address,
  createProvider,
  type Hash,
  type SigningKey,
  sealingBytes,
} from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import {
  type Alias,
  type AliasName,
  type AssetCode,
  type Bic,
  type GovernanceAction,
  holdId,
  mandateId,
  type Operation,
  type SignedTransaction,
  singleKeyPolicy,
  toHeight,
} from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { operatorName, treasuryName as treasuryKeyName } from '@trellis/testnet';
import type { GuardedNode } from '../access/node.ts';
import { reachNewest } from '../upgrade/reach-newest.ts';

export const [euro, dollar] = ['EUR', 'USD'] as [AssetCode, AssetCode];

const provider = createProvider('native');

export interface FullChain {
  readonly treasury: Address;
  readonly operator: Address;
  readonly holds: readonly [Hash, Hash];
  /** Under the first something was paid. */
  readonly mandates: readonly [Hash, Hash];
  /** Three payments that were submitted together, and the last of them, as it was signed. */
  readonly payments: readonly [FinalTransaction, FinalTransaction, FinalTransaction];
  readonly signed: SignedTransaction;
}

/** Pays and rules on the chain of a node until there is something of everything. */
export async function fillChain(node: GuardedNode): Promise<FullChain> {
  const light = await node.light(httpTransport({ url: node.url }));
  const treasuryKey = await openTestKey(node.home, treasuryKeyName, provider);
  const operatorKey = await openTestKey(node.home, operatorName(0), provider);
  const { treasury, operator } = node;
  await reachNewest(light, operatorKey);
  for (const amount of [10n, 7n]) {
    const move = { from: treasury, to: operator, asset: dollar, amount };
    await act(light, treasuryKey, [transfer(move)]);
  }
  // An auditor has to have an encryption key.
  await act(light, operatorKey, ownSettings(operator, 2));
  const transactionId = await act(light, treasuryKey, rulings(treasury, operator));
  const mandate = {
    id: mandateId(transactionId, firstMandate),
    mandate: { owner: treasury, asset: euro },
  };
  await act(light, operatorKey, [payUnderMandate(operator, mandate, { to: operator, amount: 3n })]);
  await decide(light, operatorKey, operator, { type: 'setPower', node: 'node1', power: 2 });
  await decide(light, operatorKey, operator, {
    type: 'grantRole',
    account: operator,
    role: 'issuer',
  });
  await decide(light, operatorKey, operator, {
    type: 'grantRole',
    account: operator,
    role: 'directory',
  });
  await confirmAlias(light, operatorKey, treasuryKey);
  const { payments, signed } = await payTogether(light, treasuryKey, operator);
  return {
    treasury,
    operator,
    mandates: [mandateId(transactionId, firstMandate), mandateId(transactionId, firstMandate + 1)],
    holds: [holdId(transactionId, 0), holdId(transactionId, 1)],
    payments,
    signed,
  };
}

/** Changes what it can of the chain, so that there are newer answers. */
export async function payOnce(node: GuardedNode): Promise<void> {
  const light = await node.light(httpTransport({ url: node.url }));
  const key = await openTestKey(node.home, treasuryKeyName, provider);
  const move = { from: node.treasury, to: node.operator, asset: euro, amount: 1n };
  await act(light, key, [transfer(move)]);
}

async function act(
  light: LightClient,
  key: SigningKey,
  operations: readonly Operation[],
): Promise<Hash> {
  const { final } = await send(light, { key, operations });
  const { status, transactionId } = final.receipt;
  if (status !== 'success') throw new Error(`a transaction ended as ${status}`);
  return transactionId;
}

/** What an issuer rules: two holds first, then two mandates. */
const firstMandate = 2;

function rulings(treasury: Address, operator: Address): readonly Operation[] {
  const issued = { issuer: treasury };
  const hold = (amount: bigint) =>
    reserve({
      from: treasury,
      to: operator,
      asset: euro,
      amount,
      expiresAt: BigInt(Math.ceil(Date.now() / 1000) + 86_400) * 1000n,
      release: { type: 'arbiter', arbiter: operator },
    });
  const mandate = (payees: readonly Address[]) =>
    grantMandate(treasury, {
      delegate: { type: 'account', account: operator },
      asset: euro,
      payees,
      paymentMax: 5n,
      periodMax: 50n,
      period: 86_400_000n,
      validUntil: BigInt(Date.now()) + 86_400_000n,
      paymentsMax: 20,
    });
  const rules = {
    holders: 'anyone',
    freeze: 'issuer',
    clawback: 'issuer',
    supplyMax: null,
  } as const;
  return [
    hold(5n),
    hold(6n),
    mandate([]),
    mandate([operator]),
    setAssetRules({ ...issued, asset: euro, rules: { ...rules, locked: ['clawback'] } }),
    setAssetRules({
      ...issued,
      asset: dollar,
      rules: { ...rules, supplyMax: 10n ** 12n, locked: [] },
    }),
    setAuditor({ ...issued, asset: euro, auditor: operator }),
    allowHolder({ ...issued, asset: euro, account: operator }),
    freeze({ ...issued, asset: dollar, account: operator }),
    ...ownSettings(treasury, 1),
    transfer({ from: treasury, to: operator, asset: euro, amount: 1_000n }),
  ];
}

function ownSettings(account: Address, byte: number): readonly Operation[] {
  const policy = singleKeyPolicy('slh-dsa-sha2-128s', account);
  return [
    setEncryptionKey(account, new Uint8Array(sealingBytes.publicKey).fill(byte)),
    setRecovery(account, { policy, delay: 1_000 * byte }),
  ];
}

async function decide(
  light: LightClient,
  key: SigningKey,
  operator: Address,
  action: GovernanceAction,
): Promise<void> {
  const { head } = await getStatus(light.transport);
  const expiresAt = toHeight(head.height + 100n);
  await act(light, key, [propose({ operator, actions: [action], expiresAt })]);
}

/** What the treasury is called, confirmed by the operator. */
export const treasuryName: Alias = { type: 'name', name: 'money' as AliasName };
/** Nobody's, and nobody's to be. */
export const lookAlike: Alias = { type: 'name', name: 'rnoney' as AliasName };
export const absentBic: Alias = { type: 'bic', bic: 'DEUTDEFF' as Bic };

async function confirmAlias(
  light: LightClient,
  directoryKey: SigningKey,
  accountKey: SigningKey,
): Promise<void> {
  const [directory, account] = [accountOf(directoryKey), accountOf(accountKey)];
  const operations = [setAlias(directory, { account, alias: treasuryName })];
  const { transaction, account: sender } = await prepare(light, { sender: directory, operations });
  const signers = [
    signerOf(sender, directoryKey),
    signerOf(await getAccount(light, account), accountKey),
  ];
  await submitAndWait(light, await signTransaction(transaction, signers));
}

/** In one block: the first, without which no block can have the others, is submitted last. */
async function payTogether(light: LightClient, key: SigningKey, to: Address) {
  const signed = await signThree(light, key, to);
  const ids: Hash[] = [];
  for (const one of signed.toReversed()) ids.unshift(await submit(light.transport, one));
  const [first, second, third] = await Promise.all(ids.map((id) => waitForFinal(light, id)));
  const last = signed.at(-1);
  if (!first || !second || !third || !last) throw new Error('three payments');
  if (first.height !== third.height) throw new Error('the payments are in several blocks');
  return { payments: [first, second, third] as const, signed: last };
}

async function signThree(
  light: LightClient,
  key: SigningKey,
  to: Address,
): Promise<readonly SignedTransaction[]> {
  const sender = accountOf(key);
  const operations = [transfer({ from: sender, to, asset: euro, amount: 3n })];
  const { transaction, account } = await prepare(light, { sender, operations, memo: 'rent' });
  const signer = signerOf(account, key);
  return Promise.all(
    [0n, 1n, 2n].map((later) =>
      signTransaction({ ...transaction, sequence: transaction.sequence + later }, [signer]),
    ),
  );
}
