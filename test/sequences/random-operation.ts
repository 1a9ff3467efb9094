/** Operations of every kind by chance: mostly such as could succeed now, else anything. */
import { type Address, type Hash, sha256 } from '@trellis/crypto';
import {
  addressOf,
  EUR,
  keyOf,
  policyOf,
  type TestLedger,
  USD,
} from '@trellis/ledger/testing/ledger-fixture';
import { publishKey, sealedFor } from '@trellis/ledger/testing/operation-samples';
import {
  type AssetCode,
  type AssetRules,
  aliasId,
  amountMax,
  assetRuleNames,
  clawbackReasons,
  entriesOf,
  type GovernanceAction,
  type HoldRecord,
  type HoldRelease,
  noRemittance,
  type Operation,
  type OperationOf,
  type OperationType,
  operationCodec,
  operationFacts,
  operationTypes,
  type Policy,
  parseAlias,
  stateKey,
  stateKeyParts,
  toHeight,
} from '@trellis/protocol';
import { operations } from '@trellis/protocol/testing';
import fc from 'fast-check';
import type { Random } from '../simulation/random.ts';
import type { Books } from './books.ts';

/** Everybody that can act; `issuer` and `bob` issue, the operators vote. */
export const names = ['issuer', 'alice', 'bob', 'carol', 'dora'] as const;
export const operators = ['issuer', 'bob', 'carol', 'dora'] as const;
/** Accounts that operations may make. */
const newNames = ['emil', 'fay', 'gus'];
const assets = [EUR, USD, 'GBP' as AssetCode, 'SEK' as AssetCode];
const issuerOf: Readonly<Record<string, string>> = { EUR: 'issuer', USD: 'issuer' };
/** The asset that nobody has defined at first comes up less often. */
const likelyAssets = [...assets, ...assets, ...assets.slice(0, 3)];

/** Some of them can be taken for one another. */
const aliases = ['@money', '@rnoney', '@alice', '@bank-1', '@bank-l', 'bic:DEUTDEFF'].flatMap(
  (text) => parseAlias(text) ?? [],
);

/** How often a kind is drawn, of all together, where that is not `usualWeight`. */
const weights: Readonly<Partial<Record<OperationType, number>>> = {
  transfer: 18,
  pay: 6,
  setAuditor: 1,
  mint: 8,
  burn: 4,
  reserve: 16,
  postHold: 8,
  claimHold: 6,
  voidHold: 4,
  unfreeze: 5,
  clawback: 4,
  grantMandate: 5,
  payUnderMandate: 12,
  allowHolder: 5,
  disallowHolder: 2,
  defineAsset: 2,
  createAccount: 2,
  setPolicy: 1,
  startRecovery: 2,
  vetoRecovery: 2,
  finishRecovery: 2,
  propose: 2,
  vote: 6,
};
const usualWeight = 3;

const lottery = operationTypes.flatMap((kind) =>
  Array.from({ length: weights[kind] ?? usualWeight }, () => kind),
);

export interface World {
  readonly random: Random;
  readonly ledger: TestLedger;
  readonly books: Books;
}

/** The secret whose hash one hold in two names. */
const secretOf = (number: number): Uint8Array => new Uint8Array(32).fill(number);

export function randomOperation(world: World): Operation {
  return operationOf(world, world.random.pick(lottery));
}

/** What most operations have, chosen so that they go together. */
interface UsualParts {
  readonly source: Address;
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
  readonly policy: Policy;
}

/** An operation of its usual parts and those that are special to it; what is neither can be anything. */
function operationOf(world: World, type: OperationType): Operation {
  const usual = usualParts(world, type);
  const special = specialParts[type]?.(world, usual) ?? {};
  const known: Readonly<Record<string, unknown>> = { ...usual, ...special };
  const missing = fieldsOf(type).filter((name) => !(name in known));
  const any = missing.length === 0 ? {} : anyOperation(type, world.random);
  const parts = fieldsOf(type).map((name) => [name, known[name] ?? any[name] ?? null]);
  // With these parts it has been encoded before it is applied, which fails if one is wrong.
  return { type, ...Object.fromEntries(parts) } as Operation;
}

function fieldsOf(type: OperationType): readonly string[] {
  const schema = operationCodec.schema.oneOf?.find(({ title }) => title === type);
  return Object.keys(schema?.properties ?? {}).filter((name) => name !== 'type');
}

function anyOperation(type: OperationType, random: Random): Readonly<Record<string, unknown>> {
  const ofType = operations.filter((one) => one.type === type);
  const [one] = fc.sample(ofType, { numRuns: 1, seed: random.below(2 ** 31) });
  return { ...one };
}

function usualParts({ random, books }: World, type: OperationType): UsualParts {
  const anybody = (): Address => addressOf(random.pick(names));
  const asset = random.pick(likelyAssets);
  /** Mostly the issuer of the asset. */
  const issuer = random.chance(0.9) ? addressOf(issuerOf[asset] ?? 'bob') : anybody();
  const payer = random.chance(0.85) ? someHolder({ random, books }, asset) : anybody();
  const others = names.map(addressOf).filter((one) => one !== payer || random.chance(0.05));
  const to = random.chance(0.95) ? random.pick(others) : addressOf(random.pick(newNames));
  const amount = amountFrom(random, books.balances.get(`${payer}/${asset}`) ?? 0n);
  const policy = policyOf(random.pick([...names, ...newNames]));
  const isByIssuer = operationFacts(type).limitedTo === 'ownAsset';
  return { source: isByIssuer ? issuer : payer, from: payer, to, asset, amount, policy };
}

/** What an operation has beside its usual parts, or in place of them. */
const specialParts: {
  readonly [T in OperationType]?: (world: World, usual: UsualParts) => Partial<OperationOf<T>>;
} = {
  pay: () => ({
    remittance: { endToEndId: 'E2E', reference: null, invoice: null, purpose: null },
  }),
  paySealed({ random, ledger }, { asset, to }) {
    const auditor = ledger.state.get(stateKey.auditor(asset))?.auditor;
    const isRead = auditor !== undefined && auditor !== to && random.chance(0.9);
    return { sealed: sealedFor(isRead ? [to, auditor] : [to]) };
  },
  setEncryptionKey({ random }) {
    const source = addressOf(random.pick(names));
    return random.chance(0.8) ? publishKey(source) : { source, publicKey: null };
  },
  setAuditor: ({ random }) => ({
    auditor: random.chance(0.6) ? addressOf(random.pick(names)) : null,
  }),
  mint({ random, books }, { asset }) {
    const supply = books.assets.get(asset)?.supply ?? 0n;
    const room = (books.assets.get(asset)?.rules.supplyMax ?? amountMax) - supply;
    const isSmall = random.chance(0.9);
    return { amount: isSmall ? BigInt(random.between(1, 2_000)) : amountFrom(random, room) };
  },
  clawback: ({ random }) => ({ reason: random.pick(clawbackReasons) }),
  reserve({ random, ledger }) {
    const ahead = BigInt(random.between(-1, 60)) * 1_000n;
    const expiresAt =
      (ledger.header.time / 1_000n) * 1_000n + ahead + (random.chance(0.02) ? 1n : 0n);
    const release = random.chance(0.5)
      ? ({ type: 'arbiter', arbiter: addressOf(random.pick(names)) } as const)
      : ({ type: 'preimage', sha256: sha256(secretOf(random.below(3))) } as const);
    return { expiresAt, release };
  },
  postHold: (world) => holdParts(world, 'arbiter'),
  claimHold: (world) => holdParts(world, 'preimage'),
  voidHold: (world) => holdParts(world, undefined),
  setAssetRules: (world, { asset }) => ({ rules: randomRules(world, asset) }),
  freeze: (world, { asset }) => ({ account: freezeTarget(world, 'freeze', asset) }),
  unfreeze: (world, { asset }) => ({ account: freezeTarget(world, 'unfreeze', asset) }),
  allowHolder: (world, { asset }) => ({ account: listTarget(world, 'allowHolder', asset) }),
  disallowHolder: (world, { asset }) => ({ account: listTarget(world, 'disallowHolder', asset) }),
  defineAsset: ({ random }) => ({
    source: addressOf(random.pick(['bob', 'alice'])),
    decimals: 2,
    name: 'Money',
  }),
  createAccount: ({ random }) => ({
    source: addressOf(random.chance(0.8) ? 'issuer' : random.pick(names)),
  }),
  setRecovery: ({ random }, { policy }) => ({
    recovery: random.chance(0.8) ? { policy, delay: random.between(0, 4) } : null,
  }),
  propose: (world) => ({
    source: addressOf(world.random.pick(world.random.chance(0.9) ? operators : names)),
    actions: [randomAction(world)],
    expiresAt: toHeight(world.ledger.header.height + BigInt(world.random.between(0, 120))),
  }),
  announceVersion: ({ random }) => ({
    source: addressOf(random.pick(operators)),
    node: random.pick(['node1', 'node2', 'node3', 'node4', 'node9']),
    version: random.pick([1, 2, 3]),
  }),
  grantMandate({ random, ledger }, { source }) {
    const others = names.map(addressOf).filter((one) => one !== source || random.chance(0.05));
    const paymentMax = BigInt(random.between(0, 40));
    return {
      delegate: random.chance(0.7)
        ? { type: 'account', account: random.pick(others) }
        : { type: 'key', key: keyOf(random.pick(names)) },
      payees: random.chance(0.7) ? [] : [random.pick(others)],
      paymentMax,
      periodMax: paymentMax + BigInt(random.between(-1, 40)) + 1n,
      period: BigInt(random.between(999, 5_000)),
      validUntil: ledger.header.time + BigInt(random.between(0, 60_000)),
      paymentsMax: random.between(0, 6),
    };
  },
  revokeMandate: (world) => mandateParts(world),
  revokeMandateByRecovery: (world) => mandateParts(world),
  payUnderMandate: (world, usual) => mandatePayment(world, usual),
  setAlias: ({ random }) => ({
    source: addressOf(random.chance(0.8) ? 'issuer' : random.pick(names)),
    account: addressOf(random.pick(names)),
    alias: random.pick(aliases),
  }),
  removeAlias({ random, ledger }) {
    const alias = random.pick(aliases);
    const holder = ledger.state.get(stateKey.alias(aliasId(alias)))?.current?.account;
    const account = holder ?? addressOf(random.pick(names));
    return { source: random.chance(0.7) ? account : addressOf(random.pick(names)), account, alias };
  },
  vote: ({ random, ledger }) => ({
    source: addressOf(random.pick(operators)),
    proposal: Math.max(1, newestProposal(ledger) - random.below(3)),
    choice: random.chance(0.8) ? 'approve' : 'reject',
  }),
};

/** Somebody who has some of an asset, if anybody does. */
function someHolder({ random, books }: Pick<World, 'random' | 'books'>, asset: AssetCode): Address {
  const holders = names.map(addressOf).filter((one) => books.balances.has(`${one}/${asset}`));
  return holders.length > 0 ? random.pick(holders) : addressOf(random.pick(names));
}

/** Mostly whom it would change something for. */
function freezeTarget(
  { random, books }: World,
  kind: 'freeze' | 'unfreeze',
  code: AssetCode,
): Address | null {
  const asset = books.assets.get(code);
  const all = names.map(addressOf);
  const frozen = asset === undefined ? [] : [...asset.frozen];
  if (kind === 'freeze') {
    // Everything stalls then, so it is rare, and soon over.
    if (random.chance(0.05)) return null;
    return random.pick(frozen.length < 2 ? all.filter((one) => !frozen.includes(one)) : all);
  }
  if (asset?.rules.frozen && random.chance(0.8)) return null;
  return random.pick(frozen.length > 0 ? frozen : all);
}

/** Mostly whom it would change something for. */
function listTarget(
  { random, books }: World,
  kind: 'allowHolder' | 'disallowHolder',
  code: AssetCode,
): Address {
  const listed = books.assets.get(code)?.listed ?? new Set<Address>();
  const all = names.map(addressOf);
  const wanted = all.filter((one) => listed.has(one) !== (kind === 'allowHolder'));
  return random.pick(wanted.length > 0 && random.chance(0.9) ? wanted : all);
}

/** Everything, a part, a little, more than there is, or a number at the edge of what amounts can be. */
function amountFrom(random: Random, held: bigint): bigint {
  const draw = random.below(20);
  if (draw === 0) return random.pick([0n, amountMax, amountMax - 1n, held + 1n]) & amountMax;
  if (held > 0n && draw > 17) return 1n;
  if (draw <= 2) return held;
  if (draw <= 10) return held / BigInt(random.between(1, 8)) || 1n;
  return BigInt(random.between(1, 50));
}

/** Mostly an open hold that can be released in this way, and who may do that. */
function holdParts({ random, books }: World, wanted: HoldRelease['type'] | undefined) {
  const all = [...books.holds];
  const fit = all.filter(([, { release }]) => wanted === undefined || release.type === wanted);
  const candidates = fit.length > 0 ? fit : all;
  const [id, hold] = candidates.length > 0 ? random.pick(candidates) : noHold;
  const { payer, payee, asset, amount, release } = hold;
  const anybody = addressOf(random.pick(names));
  const arbiter = release.type === 'arbiter' ? release.arbiter : payee;
  const secrets = [0, 1, 2].map(secretOf);
  const right = secrets.find(
    (secret) => release.type === 'preimage' && sha256(secret) === release.sha256,
  );
  return {
    source: random.chance(0.85) ? arbiter : anybody,
    hold: id,
    from: random.chance(0.97) ? payer : anybody,
    to: payee,
    asset,
    amount: amountFrom(random, amount),
    preimage: random.chance(0.9) && right !== undefined ? right : random.pick(secrets),
  };
}

/** Mostly a mandate that there is, by its owner. */
function mandateParts({ random, ledger }: World): { mandate: Hash; source: Address } {
  const open = [...entriesOf('mandate', ledger.records)];
  if (open.length === 0) return { mandate: noHold[0], source: addressOf(random.pick(names)) };
  const [key, { owner }] = random.pick(open);
  const [mandate] = stateKeyParts(key);
  return { mandate, source: random.chance(0.9) ? owner : addressOf(random.pick(names)) };
}

/** Mostly under a mandate that there is, by its delegate, and of what it allows. */
function mandatePayment({ random, ledger }: World, { to }: UsualParts) {
  const open = [...entriesOf('mandate', ledger.records)];
  const anybody = addressOf(random.pick(names));
  const remittance = noRemittance;
  if (open.length === 0) return { source: anybody, mandate: noHold[0], from: anybody, remittance };
  const [key, { owner, asset, delegate, payees, paymentMax }] = random.pick(open);
  const [mandate] = stateKeyParts(key);
  const byKey = names.find((name) => delegate.type === 'key' && keyOf(name) === delegate.key);
  const acting = delegate.type === 'account' ? delegate.account : addressOf(byKey ?? 'alice');
  return {
    mandate,
    source: random.chance(0.9) ? acting : anybody,
    from: random.chance(0.97) ? owner : anybody,
    to: payees[0] ?? (to === owner ? anybody : to),
    asset,
    amount: random.chance(0.9) ? BigInt(random.between(1, Number(paymentMax))) : paymentMax + 1n,
    remittance,
  };
}

/** For when there is none. */
const noHold: readonly [Hash, HoldRecord] = [
  'ab'.repeat(32) as Hash,
  {
    payer: addressOf('alice'),
    payee: addressOf('bob'),
    asset: EUR,
    amount: 1n,
    expiresAt: 0n,
    release: { type: 'arbiter', arbiter: addressOf('bob') },
    reservedAt: toHeight(0),
  },
];

/** Mostly as they are, with one changed. */
function randomRules({ random, books }: World, code: AssetCode): AssetRules {
  const asset = books.assets.get(code);
  const { frozen: _, ...current } = asset?.rules ?? {
    holders: 'anyone',
    freeze: 'never',
    clawback: 'never',
    supplyMax: null,
    locked: [],
    frozen: false,
  };
  const name = random.pick(assetRuleNames);
  // Where all is locked nothing is tried any more, so that happens to one asset and hardly to the others.
  const isLocking = random.chance(code === 'USD' ? 0.1 : 0.001);
  const locked = assetRuleNames.filter(
    (rule) => current.locked.includes(rule) || (isLocking && rule === name),
  );
  const supplyMax = random.chance(0.5)
    ? null
    : smaller(amountMax, (asset?.supply ?? 0n) + BigInt(random.below(9_000)));
  const changes: { readonly [K in keyof AssetRules]?: () => AssetRules[K] } = {
    holders: () => (random.chance(0.2) ? 'listed' : 'anyone'),
    freeze: () => (random.chance(0.7) ? 'issuer' : 'never'),
    clawback: () => (random.chance(0.7) ? 'issuer' : 'never'),
    supplyMax: () => supplyMax,
  };
  return { ...current, locked, [name]: changes[name]?.() };
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function randomAction({ random }: World): GovernanceAction {
  const account = addressOf(random.pick(names));
  const role = random.pick(['issuer', 'registrar', 'auditor', 'directory'] as const);
  switch (random.below(8)) {
    case 0:
    case 1:
      return { type: 'grantRole', account, role };
    case 2:
    case 3:
    case 4:
      // Or a long run would end with issuers that may do nothing.
      return {
        type: 'grantRole',
        account: addressOf(random.pick(['issuer', 'bob'])),
        role: 'issuer',
      };
    case 5:
      return { type: 'revokeRole', account, role };
    default: {
      const asset = random.pick([EUR, USD]);
      const perTransaction = BigInt(random.below(4));
      const recipient = random.chance(0.5) ? null : account;
      const fees = { asset, perTransaction, perByte: 0n, perSignature: 0n, recipient };
      return { type: 'setFees', fees: random.chance(0.3) ? null : fees };
    }
  }
}

function newestProposal({ records }: TestLedger): number {
  const counter = [...records].find(([key]) => key === 'counter/proposal')?.[1];
  return (counter as { count: number } | undefined)?.count ?? 1;
}
