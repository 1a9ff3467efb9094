/** The answer about how much of the chain withstands a quantum computer. */
import { type Address, schemes } from '@trellis/crypto';
import { policyAt } from '@trellis/ledger';
import { type AssetCode, isPostQuantum, nextHeight, stateKeyParts } from '@trellis/protocol';
import type { CryptoResponse } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

/** Answers that are being worked out, by the store they read: a second request waits for the first. */
const running = new WeakMap<ApiSources['store'], Promise<CryptoResponse>>();

/** Reads all accounts, so there is one such reading at a time however often it is asked for. */
export function cryptoAnswer(sources: ApiSources): Promise<CryptoResponse> {
  const known = running.get(sources.store);
  if (known !== undefined) return known;
  const answer = countAll(sources).finally(() => running.delete(sources.store));
  running.set(sources.store, answer);
  return answer;
}

async function countAll({ engine, store }: ApiSources): Promise<CryptoResponse> {
  const { height } = engine.chain.head().header;
  const { validators } = engine.chain.validators();
  const power = { total: 0, postQuantum: 0 };
  for (const validator of validators) {
    power.total += validator.power;
    if (schemes[validator.scheme].postQuantum) power.postQuantum += validator.power;
  }
  const { count, safe } = await safeAccounts(store, nextHeight(height));
  const held = new Map<AssetCode, { total: bigint; postQuantum: bigint }>();
  const add = (account: Address, asset: AssetCode, amount: bigint): void => {
    const sum = held.get(asset) ?? { total: 0n, postQuantum: 0n };
    sum.total += amount;
    if (safe.has(account)) sum.postQuantum += amount;
    held.set(asset, sum);
  };
  for await (const [key, { amount }] of store.records('balance')) {
    add(...stateKeyParts(key), amount);
  }
  // What is reserved comes back to its payer unless somebody pays it out.
  for await (const [, { payer, asset, amount }] of store.records('hold')) {
    add(payer, asset, amount);
  }
  return {
    height,
    power,
    accounts: { total: BigInt(count), postQuantum: BigInt(safe.size) },
    assets: [...held].map(([asset, sums]) => ({ asset, ...sums })),
  };
}

/** Accounts that classical keys alone can neither sign for nor recover. */
async function safeAccounts(
  store: ApiSources['store'],
  height: ReturnType<typeof nextHeight>,
): Promise<{ readonly count: number; readonly safe: ReadonlySet<Address> }> {
  const safe = new Set<Address>();
  let count = 0;
  for await (const [key, account] of store.records('account')) {
    count += 1;
    if (isPostQuantum(policyAt(account, height))) safe.add(stateKeyParts(key)[0]);
  }
  for await (const [key, { policy }] of store.records('recovery')) {
    if (!isPostQuantum(policy)) safe.delete(stateKeyParts(key)[0]);
  }
  return { count, safe };
}
