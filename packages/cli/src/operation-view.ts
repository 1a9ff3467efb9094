/** Operations in words. */
import { formatAmount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type AssetRules,
  assetRuleNames,
  type HoldRelease,
  type Operation,
  type Policy,
} from '@trellis/protocol';
import { showInstant } from './instant-text.ts';
import { describeRemittance } from './remittance-options.ts';

/** `nameOf` shows an account, `decimalsOf` is `undefined` for assets it knows nothing of. */
export interface OperationNames {
  nameOf(account: Address): string;
  decimalsOf(asset: AssetCode): number | undefined;
}

export function describeOperation(operation: Operation, names: OperationNames): string {
  const { nameOf } = names;
  const units = ({ amount, asset }: { amount: bigint; asset: AssetCode }): string => {
    const decimals = names.decimalsOf(asset);
    return decimals === undefined
      ? `${amount} smallest units of ${asset}`
      : `${formatAmount(amount, decimals)} ${asset}`;
  };
  const source = nameOf(operation.source);
  switch (operation.type) {
    case 'transfer':
      return `pay ${units(operation)} from ${source} to ${nameOf(operation.to)}`;
    case 'paySealed': {
      const [, auditor] = operation.sealed.readers;
      const whom = auditor === undefined ? '' : ` and ${nameOf(auditor.account)}`;
      const payee = nameOf(operation.to);
      return `pay ${units(operation)} from ${source} to ${payee} (what for is sealed for ${payee}${whom})`;
    }
    case 'setEncryptionKey':
      return operation.publicKey === null
        ? `take the encryption key from ${source}`
        : `publish an encryption key for ${source}`;
    case 'setAuditor':
      return operation.auditor === null
        ? `let ${operation.asset} have no auditor, by ${source}`
        : `let ${nameOf(operation.auditor)} read what is sealed in payments of ${operation.asset}, by ${source}`;
    case 'pay': {
      const words = describeRemittance(operation.remittance);
      const purpose = words === '' ? '' : ` (${words})`;
      return `pay ${units(operation)} from ${source} to ${nameOf(operation.to)}${purpose}`;
    }
    case 'mint':
      return `mint ${units(operation)} for ${nameOf(operation.to)}, by ${source}`;
    case 'burn':
      return `burn ${units(operation)} of ${source}`;
    case 'defineAsset':
      return `define ${operation.asset} (${operation.name}, ${operation.decimals} decimals), issued by ${source}`;
    case 'createAccount':
      return `create an account for ${describeKeys(operation.policy)}, by ${source}`;
    case 'propose':
      return `propose ${operation.actions.map(({ type }) => type).join(', ')}, by ${source}`;
    case 'vote':
      return `${operation.choice} proposal ${operation.proposal}, by ${source}`;
    case 'setPolicy':
      return `give ${source} ${describeKeys(operation.policy)}`;
    case 'setRecovery':
      return operation.recovery === null
        ? `take the recovery keys from ${source}`
        : `let ${source} be recovered by ${describeKeys(operation.recovery.policy)}, after ${operation.recovery.delay} blocks`;
    case 'startRecovery':
      return `start the recovery of ${source}, to give it ${describeKeys(operation.policy)}`;
    case 'vetoRecovery':
      return `veto the recovery of ${source}`;
    case 'finishRecovery':
      return `finish the recovery of ${source}`;
    case 'reserve':
      return `reserve ${units(operation)} of ${source} for ${nameOf(operation.to)} until ${showInstant(operation.expiresAt)}, ${describeRelease(operation.release, nameOf)}`;
    case 'postHold':
      return `pay ${units(operation)} of the hold ${operation.hold} from ${nameOf(operation.from)} to ${nameOf(operation.to)}, by ${source}`;
    case 'claimHold':
      return `pay all of the hold ${operation.hold} from ${nameOf(operation.from)} to ${nameOf(operation.to)} by the preimage ${operation.preimage.toHex()}, by ${source}`;
    case 'voidHold':
      return `give the hold ${operation.hold} for ${nameOf(operation.to)} back to ${nameOf(operation.from)}, by ${source}`;
    case 'setAssetRules':
      return `give ${operation.asset} the rules ${describeRules(operation.rules, (amount) =>
        units({ amount, asset: operation.asset }),
      ).join(', ')}, by ${source}`;
    case 'freeze':
    case 'unfreeze':
      return operation.account === null
        ? `${operation.type} all ${operation.asset}, by ${source}`
        : `${operation.type} the ${operation.asset} of ${nameOf(operation.account)}, by ${source}`;
    case 'clawback':
      return `take ${units(operation)} back from ${nameOf(operation.from)} (${operation.reason}), by ${source}`;
    case 'allowHolder':
      return `let ${nameOf(operation.account)} hold ${operation.asset}, by ${source}`;
    case 'disallowHolder':
      return `let ${nameOf(operation.account)} no longer hold ${operation.asset}, by ${source}`;
  }
}

/** What makes a hold pay its payee, in words. */
function describeRelease(release: HoldRelease, nameOf: OperationNames['nameOf']): string {
  return release.type === 'arbiter'
    ? `paid out by ${nameOf(release.arbiter)}`
    : `paid out by the preimage of ${release.sha256}`;
}

/** The rules of an asset as words, each with whether it is locked. */
export function describeRules(
  { locked, ...rules }: AssetRules,
  amountText: (amount: bigint) => string,
): readonly string[] {
  const max = rules.supplyMax === null ? 'none' : amountText(rules.supplyMax);
  const values = { ...rules, supplyMax: max };
  return assetRuleNames.map(
    (name) => `${name}=${values[name]}${locked.includes(name) ? ' (locked)' : ''}`,
  );
}

/** The keys of a policy in words. */
export function describeKeys({ keys, threshold, postQuantumWeight }: Policy): string {
  const quota = postQuantumWeight > 0 ? `, ${postQuantumWeight} of it post-quantum` : '';
  const list = keys.map(
    ({ scheme, address, weight }) => `${scheme}/${formatAddress(address)}:${weight}`,
  );
  return keys.length === 1
    ? `the key ${list[0]?.replace(/:1$/, '')}`
    : `the keys ${list.join(', ')} with threshold ${threshold}${quota}`;
}
