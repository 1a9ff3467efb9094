/** Actions of proposals in words. */
import { formatAmount } from '@trellis/client';
import { keyAddress } from '@trellis/crypto';
import type { GovernanceAction } from '@trellis/protocol';
import type { OperationNames } from './operation-view.ts';

/** A sentence without its full stop. */
export function describeAction(action: GovernanceAction, names: OperationNames): string {
  const { nameOf } = names;
  switch (action.type) {
    case 'addValidator':
      return `${action.node} becomes a validator of power ${action.power}, with the ${action.scheme} key ${nameOf(keyAddress(action.scheme, action.publicKey))}`;
    case 'removeValidator':
      return `${action.node} ceases to be a validator`;
    case 'setPower':
      return `${action.node} has power ${action.power}`;
    case 'rotateValidatorKey':
      return `${action.node} votes with the ${action.scheme} key ${nameOf(keyAddress(action.scheme, action.publicKey))}`;
    case 'addNode':
      return `${action.node} joins the network as the peer ${action.peer}, operated by ${nameOf(action.operator)}`;
    case 'removeNode':
      return `${action.node} leaves the network`;
    case 'rotateNetworkKey':
      return `${action.node} connects with the network key ${nameOf(action.networkKey)}; the old one counts for ${action.overlap} more blocks`;
    case 'setOperator':
      return `${action.node} is operated by ${nameOf(action.operator)}`;
    case 'grantRole':
      return `${nameOf(action.account)} becomes ${action.role}`;
    case 'revokeRole':
      return `${nameOf(action.account)} ceases to be ${action.role}`;
    case 'allowScheme':
      return `${usersOf(action.use)} may use ${action.scheme}`;
    case 'phaseOutScheme':
      return `${usersOf(action.use)} may use ${action.scheme} up to block ${action.lastHeight}, and no longer`;
    case 'setLimits': {
      const { blockBytesMax, blockTransactionsMax, recoveryDelay } = action.limits;
      return `blocks of at most ${blockBytesMax} bytes and ${blockTransactionsMax} transactions; recoveries take at least ${recoveryDelay} blocks`;
    }
    case 'setFees': {
      if (action.fees === null) return 'transactions are free';
      const { asset, perTransaction, perByte, perSignature, recipient } = action.fees;
      const decimals = names.decimalsOf(asset) ?? 0;
      const amount = (units: bigint): string => formatAmount(units, decimals);
      return (
        `a transaction costs ${amount(perTransaction)} ${asset}, ${amount(perByte)} a byte and ` +
        `${amount(perSignature)} a signature, to ${recipient === null ? 'the proposer’s operator' : nameOf(recipient)}`
      );
    }
  }
}

function usersOf(use: 'accounts' | 'validators' | 'recovery'): string {
  return use === 'recovery' ? 'recovery keys' : use;
}
