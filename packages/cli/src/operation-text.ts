/** Operations as `trellis tx build` takes them: one option each, its parts separated by commas. */
import {
  allowHolder,
  burn,
  claimHold,
  clawback,
  createAccount,
  defineAsset,
  disallowHolder,
  finishRecovery,
  freeze,
  grantMandate,
  mint,
  pay,
  payUnderMandate,
  postHold,
  removeAlias,
  reserve,
  revokeMandate,
  revokeMandateByRecovery,
  setAlias,
  setAssetRules,
  setPolicy,
  setRecovery,
  startRecovery,
  transfer,
  unfreeze,
  vetoRecovery,
  voidHold,
} from '@trellis/client';
import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  limits,
  noRemittance,
  type Operation,
  type OperationType,
  type Policy,
  type Units,
} from '@trellis/protocol';
import { type AccountNames, resolveAccount } from './account-names.ts';
import { readAlias } from './alias-text.ts';
import { readReason, readRules } from './asset-rules-text.ts';
import { assetCode, readAmount } from './assets.ts';
import { UsageError } from './command-error.ts';
import { readNamedHold, readRelease, readSecret } from './hold-text.ts';
import { readDelegate, readMandateId, readPaymentCount, readPeriod } from './mandate-text.ts';
import { readDelay, readPolicy, readWeight } from './policy-text.ts';
import { readRemittanceParts } from './remittance-options.ts';
import { readTimestamp } from './timestamp-text.ts';

/** What an operation's text refers to. */
export interface OperationContext {
  readonly names: AccountNames;
  decimalsOf(asset: AssetCode): Promise<number>;
}

/** The texts between the commas as what they mean. Each throws `UsageError`. */
interface PartReader extends OperationContext {
  account(text: string | undefined): Promise<Address>;
  units(amount: string | undefined, code: string | undefined): Promise<Units>;
}

/** An operation as an option of `trellis tx build`. */
interface OperationOption {
  /** As the help shows them. */
  readonly parts: string;
  /** How many of them there are, at least and at most. */
  readonly count: readonly [min: number, max: number];
  readonly description: string;
  read(parts: readonly string[], reader: PartReader): Promise<Operation>;
}

const options = {
  pay: {
    parts: 'from,to,amount,asset[,invoice=…,reference=…,…]',
    count: [4, 8],
    description: 'a payment',
    async read([from, to, amount, code, ...rest], { account, units }) {
      const parties = { from: await account(from), to: await account(to) };
      const move = { ...parties, ...(await units(amount, code)) };
      const remittance = readRemittanceParts(rest);
      return remittance === null ? transfer(move) : pay({ ...move, remittance });
    },
  },
  mint: {
    parts: 'issuer,to,amount,asset',
    count: [4, 4],
    description: 'mint units',
    async read([issuer, to, amount, code], { account, units }) {
      const parties = { issuer: await account(issuer), to: await account(to) };
      return mint({ ...parties, ...(await units(amount, code)) });
    },
  },
  burn: {
    parts: 'holder,amount,asset',
    count: [3, 3],
    description: 'burn units',
    read: async ([holder, amount, code], { account, units }) =>
      burn({ holder: await account(holder), ...(await units(amount, code)) }),
  },
  'define-asset': {
    parts: 'issuer,asset,decimals,name',
    // A name may have commas of its own.
    count: [4, Infinity],
    description: 'define an asset',
    read: async ([issuer, code, decimals, ...name], { account }) =>
      defineAsset({
        issuer: await account(issuer),
        asset: assetCode(code ?? ''),
        decimals: readDecimals(decimals ?? ''),
        name: name.join(','),
      }),
  },
  'create-account': {
    parts: 'payer,threshold,key,…',
    count: [3, Infinity],
    description: 'create an account',
    read: readPolicyChange(createAccount),
  },
  'set-policy': {
    parts: 'account,threshold,key,…',
    count: [3, Infinity],
    description: 'give an account other keys',
    read: readPolicyChange(setPolicy),
  },
  'set-recovery': {
    parts: 'account,delay,threshold,key,…',
    count: [4, Infinity],
    description: 'name the keys that can recover an account',
    async read([source, delay, threshold, ...keys], { names, account }) {
      const policy = await readPolicy(names.home, keys, readWeight(threshold ?? ''));
      return setRecovery(await account(source), { policy, delay: readDelay(delay ?? '') });
    },
  },
  'start-recovery': {
    parts: 'account,threshold,key,…',
    count: [3, Infinity],
    description: 'begin to give an account other keys, by its recovery keys',
    read: readPolicyChange(startRecovery),
  },
  'veto-recovery': {
    parts: 'account',
    count: [1, 1],
    description: 'end a recovery that was started, by the account’s own keys',
    read: async ([source], { account }) => vetoRecovery(await account(source)),
  },
  'finish-recovery': {
    parts: 'account',
    count: [1, 1],
    description: 'give an account the keys of its recovery, by its recovery keys',
    read: async ([source], { account }) => finishRecovery(await account(source)),
  },
  reserve: {
    parts: 'payer,payee,amount,asset,until,arbiter=…|sha256=…',
    count: [6, 6],
    description:
      'keep units for a payee until a time (10m, or a date), paid out by an arbiter or by the preimage of a hash',
    read: async ([payer, payee, amount, code, until, release], { names, account, units }) =>
      reserve({
        from: await account(payer),
        to: await account(payee),
        ...(await units(amount, code)),
        expiresAt: readTimestamp(until ?? ''),
        release: await readRelease(names, release ?? ''),
      }),
  },
  'post-hold': {
    parts: 'arbiter,hold,payer,payee,amount,asset',
    count: [6, 6],
    description: 'pay a hold out, all of it or a part',
    async read([arbiter, ...rest], { names, account, units }) {
      const paid = await units(rest[3], rest[4]);
      return postHold(await account(arbiter), await readNamedHold(names, rest), paid);
    },
  },
  'claim-hold': {
    parts: 'account,hold,payer,payee,secret-file',
    count: [5, 5],
    description: 'pay a hold out by its secret, in a file of 64 hex digits',
    async read([claimant, ...rest], { names, account }) {
      const preimage = await readSecret(rest[3] ?? '');
      return claimHold(await account(claimant), await readNamedHold(names, rest), preimage);
    },
  },
  'void-hold': {
    parts: 'party,hold,payer,payee',
    count: [4, 4],
    description: 'give a hold back before its time',
    read: async ([party, ...rest], { names, account }) =>
      voidHold(await account(party), await readNamedHold(names, rest)),
  },
  'set-asset-rules': {
    parts: 'issuer,asset,rule=value,…',
    count: [3, Infinity],
    description:
      'say what the issuer may do to holders; rules that are left out are off: holders=anyone|listed, freeze=never|issuer, clawback=never|issuer, supplyMax=<amount>, lock=<rule>',
    async read([issuer, code, ...values], { account, decimalsOf }) {
      const asset = assetCode(code ?? '');
      const rules = readRules(values, { asset, decimals: await decimalsOf(asset) });
      return setAssetRules({ issuer: await account(issuer), asset, rules });
    },
  },
  freeze: {
    parts: 'issuer,asset[,account]',
    count: [2, 3],
    description: 'freeze an account for an asset, or the whole asset',
    read: readFreeze(freeze),
  },
  unfreeze: {
    parts: 'issuer,asset[,account]',
    count: [2, 3],
    description: 'end a freeze',
    read: readFreeze(unfreeze),
  },
  clawback: {
    parts: 'issuer,from,amount,asset,reason',
    count: [5, 5],
    description: 'take units back to the issuer',
    read: async ([issuer, from, amount, code, reason], { account, units }) =>
      clawback({
        issuer: await account(issuer),
        from: await account(from),
        ...(await units(amount, code)),
        reason: readReason(reason ?? ''),
      }),
  },
  'allow-holder': {
    parts: 'issuer,account,asset',
    count: [3, 3],
    description: 'put an account on the allow-list of an asset',
    read: readListing(allowHolder),
  },
  'disallow-holder': {
    parts: 'issuer,account,asset',
    count: [3, 3],
    description: 'take an account off the allow-list of an asset',
    read: readListing(disallowHolder),
  },
  'grant-mandate': {
    parts: 'owner,delegate,asset,max,period-max,period,until,payments[,payee,…]',
    count: [8, Infinity],
    description: 'let others pay from an account',
    async read([owner, delegate, code, max, periodMax, period, until, count, ...payees], reader) {
      const { asset, amount: paymentMax } = await reader.units(max, code);
      const whom = [];
      for (const payee of payees) whom.push(await reader.account(payee));
      return grantMandate(await reader.account(owner), {
        delegate: await readDelegate(reader.names, delegate ?? ''),
        asset,
        payees: whom,
        paymentMax,
        periodMax: (await reader.units(periodMax, code)).amount,
        period: readPeriod(period ?? ''),
        validUntil: readTimestamp(until ?? ''),
        paymentsMax: readPaymentCount(count ?? ''),
      });
    },
  },
  'revoke-mandate': {
    parts: 'owner,mandate',
    count: [2, 2],
    description: 'end a mandate',
    read: async ([owner, id], { account }) =>
      revokeMandate(await account(owner), readMandateId(id ?? '')),
  },
  'revoke-mandate-by-recovery': {
    parts: 'owner,mandate',
    count: [2, 2],
    description: 'end a mandate by recovery keys',
    read: async ([owner, id], { account }) =>
      revokeMandateByRecovery(await account(owner), readMandateId(id ?? '')),
  },
  'pay-under-mandate': {
    parts: 'delegate,mandate,owner,payee,amount,asset[,invoice=…,reference=…,…]',
    count: [6, 10],
    description: 'a payment under a mandate',
    async read([delegate, id, owner, payee, amount, code, ...rest], { account, units }) {
      const { asset, amount: paid } = await units(amount, code);
      return payUnderMandate(
        await account(delegate),
        { id: readMandateId(id ?? ''), mandate: { owner: await account(owner), asset } },
        {
          to: await account(payee),
          amount: paid,
          remittance: readRemittanceParts(rest) ?? noRemittance,
        },
      );
    },
  },
  'set-alias': {
    parts: 'directory,account,alias',
    count: [3, 3],
    description: 'confirm an alias of an account; both sign',
    read: readAliasChange(setAlias),
  },
  'remove-alias': {
    parts: 'by,account,alias',
    count: [3, 3],
    description: 'take an alias from an account',
    read: readAliasChange(removeAlias),
  },
} as const satisfies Readonly<Record<OperationKind, OperationOption>>;

/** Operations that other commands make: of `governance` and `sealing`; and a transfer is a `pay` without words. */
type MadeElsewhere =
  | 'propose'
  | 'vote'
  | 'announceVersion'
  | 'paySealed'
  | 'setEncryptionKey'
  | 'setAuditor'
  | 'transfer';

/** `defineAsset` as `define-asset`. */
type Dashed<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Dashed<Rest>}`
  : Name;

export type OperationKind = Dashed<Exclude<OperationType, MadeElsewhere>>;

/** The options in the order of the help. */
export const operationOptions = Object.entries(options) as readonly (readonly [
  OperationKind,
  Pick<OperationOption, 'parts' | 'description'>,
])[];

export interface OperationText {
  readonly kind: OperationKind;
  readonly text: string;
}

/** Reads one operation. Throws `UsageError`. */
export async function readOperation(
  context: OperationContext,
  { kind, text }: OperationText,
): Promise<Operation> {
  const option: OperationOption = options[kind];
  const parts = text.split(',');
  const [min, max] = option.count;
  if (parts.length < min || parts.length > max || parts.includes('')) {
    throw new UsageError('bad_operation', `--${kind}: expected ${option.parts}, not "${text}"`);
  }
  return option.read(parts, {
    ...context,
    account: (part) => resolveAccount(context.names, part ?? ''),
    async units(amount, code) {
      const asset = assetCode(code ?? '');
      const decimals = await context.decimalsOf(asset);
      return { asset, amount: readAmount(amount ?? '', { asset, decimals }) };
    },
  });
}

function readPolicyChange(
  build: (account: Address, policy: Policy) => Operation,
): OperationOption['read'] {
  return async ([source, threshold, ...keys], { names, account }) => {
    const policy = await readPolicy(names.home, keys, readWeight(threshold ?? ''));
    return build(await account(source), policy);
  };
}

function readAliasChange(build: typeof setAlias | typeof removeAlias): OperationOption['read'] {
  return async ([by, whom, alias], { account }) =>
    build(await account(by), { account: await account(whom), alias: readAlias(alias ?? '') });
}

function readFreeze(build: typeof freeze | typeof unfreeze): OperationOption['read'] {
  return async ([issuer, code, whom], { account }) =>
    build({
      issuer: await account(issuer),
      asset: assetCode(code ?? ''),
      account: whom === undefined ? null : await account(whom),
    });
}

function readListing(build: typeof allowHolder | typeof disallowHolder): OperationOption['read'] {
  return async ([issuer, whom, code], { account }) =>
    build({
      issuer: await account(issuer),
      asset: assetCode(code ?? ''),
      account: await account(whom),
    });
}

function readDecimals(text: string): number {
  if (/^([0-9]|[1-9][0-9])$/.test(text) && Number(text) <= limits.assetDecimalsMax) {
    return Number(text);
  }
  throw new UsageError(
    'bad_operation',
    `--define-asset: expected 0 to ${limits.assetDecimalsMax} decimals, not "${text}"`,
  );
}
