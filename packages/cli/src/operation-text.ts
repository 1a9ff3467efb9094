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
  mint,
  pay,
  postHold,
  reserve,
  setAssetRules,
  setPolicy,
  setRecovery,
  startRecovery,
  transfer,
  unfreeze,
  vetoRecovery,
  voidHold,
} from '@trellis/client';
import { type AssetCode, limits, type Operation } from '@trellis/protocol';
import { resolveAccount } from './account-names.ts';
import { readReason, readRules } from './asset-rules-text.ts';
import { assetCode, readAmount } from './assets.ts';
import { UsageError } from './command-error.ts';
import { readNamedHold, readRelease, readSecret } from './hold-text.ts';
import { readInstant } from './instant-text.ts';
import { readDelay, readPolicy, readWeight } from './policy-text.ts';
import { readRemittanceParts } from './remittance-options.ts';

/** The options in the order of the help, with the parts that each takes. */
export const operationParts = {
  pay: 'from,to,amount,asset[,invoice=…,reference=…,…]',
  mint: 'issuer,to,amount,asset',
  burn: 'holder,amount,asset',
  'define-asset': 'issuer,asset,decimals,name',
  'create-account': 'payer,threshold,key,…',
  'set-policy': 'account,threshold,key,…',
  'set-recovery': 'account,delay,threshold,key,…',
  'start-recovery': 'account,threshold,key,…',
  'veto-recovery': 'account',
  'finish-recovery': 'account',
  reserve: 'payer,payee,amount,asset,until,arbiter=…|sha256=…',
  'post-hold': 'arbiter,hold,payer,payee,amount,asset',
  'claim-hold': 'account,hold,payer,payee,secret-file',
  'void-hold': 'party,hold,payer,payee',
  'set-asset-rules': 'issuer,asset,rule=value,…',
  freeze: 'issuer,asset[,account]',
  unfreeze: 'issuer,asset[,account]',
  clawback: 'issuer,from,amount,asset,reason',
  'allow-holder': 'issuer,account,asset',
  'disallow-holder': 'issuer,account,asset',
} as const;

export type OperationKind = keyof typeof operationParts;

export interface OperationText {
  readonly kind: OperationKind;
  readonly text: string;
}

/** What an operation's text refers to. */
export interface OperationContext {
  readonly home: string;
  decimalsOf(asset: AssetCode): Promise<number>;
}

/** Reads one operation. Throws `UsageError`. */
export async function readOperation(
  { home, decimalsOf }: OperationContext,
  { kind, text }: OperationText,
): Promise<Operation> {
  const parts = text.split(',');
  const account = (part: string | undefined) => resolveAccount(home, part ?? '');
  const units = async (amountText: string | undefined, codeText: string | undefined) => {
    const asset = assetCode(codeText ?? '');
    const decimals = await decimalsOf(asset);
    return { asset, amount: readAmount(amountText ?? '', { asset, decimals }) };
  };
  switch (kind) {
    case 'pay': {
      const [from, to, amount, code, ...rest] = expectParts(kind, text, parts, 4, 8);
      const move = {
        from: await account(from),
        to: await account(to),
        ...(await units(amount, code)),
      };
      const remittance = readRemittanceParts(rest);
      return remittance === null ? transfer(move) : pay({ ...move, remittance });
    }
    case 'mint': {
      const [issuer, to, amount, code] = expectParts(kind, text, parts, 4, 4);
      return mint({
        issuer: await account(issuer),
        to: await account(to),
        ...(await units(amount, code)),
      });
    }
    case 'burn': {
      const [holder, amount, code] = expectParts(kind, text, parts, 3, 3);
      return burn({ holder: await account(holder), ...(await units(amount, code)) });
    }
    case 'define-asset': {
      // A name may have commas of its own.
      const [issuer, code, decimalsText, ...name] = expectParts(kind, text, parts, 4, Infinity);
      return defineAsset({
        issuer: await account(issuer),
        asset: assetCode(code ?? ''),
        decimals: readDecimals(decimalsText ?? ''),
        name: name.join(','),
      });
    }
    case 'create-account':
    case 'set-policy':
    case 'start-recovery': {
      const [source, threshold, ...keys] = expectParts(kind, text, parts, 3, Infinity);
      const policy = await readPolicy(home, keys, readWeight(threshold ?? ''));
      return policyOperations[kind](await account(source), policy);
    }
    case 'set-recovery': {
      const [source, delay, threshold, ...keys] = expectParts(kind, text, parts, 4, Infinity);
      const policy = await readPolicy(home, keys, readWeight(threshold ?? ''));
      return setRecovery(await account(source), { policy, delay: readDelay(delay ?? '') });
    }
    case 'veto-recovery':
    case 'finish-recovery': {
      const [source] = expectParts(kind, text, parts, 1, 1);
      const build = kind === 'veto-recovery' ? vetoRecovery : finishRecovery;
      return build(await account(source));
    }
    case 'reserve': {
      const [payer, payee, amount, code, until, release] = expectParts(kind, text, parts, 6, 6);
      return reserve({
        from: await account(payer),
        to: await account(payee),
        ...(await units(amount, code)),
        expiresAt: readInstant(until ?? ''),
        release: await readRelease(home, release ?? ''),
      });
    }
    case 'post-hold': {
      const [arbiter, ...rest] = expectParts(kind, text, parts, 6, 6);
      const [, , , amountText, code] = rest;
      const amount = await units(amountText, code);
      return postHold(await account(arbiter), await readNamedHold(home, rest), amount);
    }
    case 'claim-hold': {
      const [claimant, ...rest] = expectParts(kind, text, parts, 5, 5);
      const preimage = await readSecret(rest[3] ?? '');
      return claimHold(await account(claimant), await readNamedHold(home, rest), preimage);
    }
    case 'void-hold': {
      const [party, ...rest] = expectParts(kind, text, parts, 4, 4);
      return voidHold(await account(party), await readNamedHold(home, rest));
    }
    case 'set-asset-rules': {
      const [issuer, code, ...values] = expectParts(kind, text, parts, 3, Infinity);
      const asset = assetCode(code ?? '');
      const rules = readRules(values, { asset, decimals: await decimalsOf(asset) });
      return setAssetRules({ issuer: await account(issuer), asset, rules });
    }
    case 'freeze':
    case 'unfreeze': {
      const [issuer, code, whom] = expectParts(kind, text, parts, 2, 3);
      const build = kind === 'freeze' ? freeze : unfreeze;
      return build({
        issuer: await account(issuer),
        asset: assetCode(code ?? ''),
        account: whom === undefined ? null : await account(whom),
      });
    }
    case 'clawback': {
      const [issuer, from, amount, code, reason] = expectParts(kind, text, parts, 5, 5);
      return clawback({
        issuer: await account(issuer),
        from: await account(from),
        ...(await units(amount, code)),
        reason: readReason(reason ?? ''),
      });
    }
    case 'allow-holder':
    case 'disallow-holder': {
      const [issuer, whom, code] = expectParts(kind, text, parts, 3, 3);
      const build = kind === 'allow-holder' ? allowHolder : disallowHolder;
      return build({
        issuer: await account(issuer),
        asset: assetCode(code ?? ''),
        account: await account(whom),
      });
    }
  }
}

const policyOperations = {
  'create-account': createAccount,
  'set-policy': setPolicy,
  'start-recovery': startRecovery,
} as const;

function expectParts(
  kind: OperationKind,
  text: string,
  parts: readonly string[],
  min: number,
  max: number,
): readonly string[] {
  if (parts.length >= min && parts.length <= max && parts.every((part) => part !== '')) {
    return parts;
  }
  throw new UsageError(
    'bad_operation',
    `--${kind}: expected ${operationParts[kind]}, not "${text}"`,
  );
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
