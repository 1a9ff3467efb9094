/** Actions on what holds for all: roles, schemes, limits and fees. */
import { action } from './action-definition.ts';
import { addressCodec, tag } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { chainLimitsCodec, feesCodec } from './parameters.ts';
import { grantableRoleCodec } from './role.ts';
import { heightCodec, schemeCodec } from './scalars.ts';
import { account, sentence } from './sentence.ts';

/** Whose signatures a rule about schemes is for. */
export const schemeUseCodec = tag({ accounts: 1, validators: 2, recovery: 3 });

type SchemeUse = 'accounts' | 'validators' | 'recovery';

const usersOf = (use: SchemeUse): string => (use === 'recovery' ? 'recovery keys' : use);

export const ruleActions = {
  grantRole: action(
    9,
    { account: addressCodec, role: grantableRoleCodec },
    {
      label: 'grant role',
      sentence: ({ account: whose, role }) => sentence`${account(whose)} becomes ${role}`,
      affects: ({ account: whose }) => [whose],
    },
  ),
  revokeRole: action(
    10,
    { account: addressCodec, role: grantableRoleCodec },
    {
      label: 'revoke role',
      sentence: ({ account: whose, role }) => sentence`${account(whose)} ceases to be ${role}`,
      affects: ({ account: whose }) => [whose],
    },
  ),
  /** A scheme may be used from the next block on. */
  allowScheme: action(
    11,
    { use: schemeUseCodec, scheme: schemeCodec },
    {
      label: 'allow scheme',
      sentence: ({ use, scheme }) => sentence`${usersOf(use)} may use ${scheme}`,
      affects: () => [],
    },
  ),
  /** A scheme may be used up to and including a height. */
  phaseOutScheme: action(
    12,
    { use: schemeUseCodec, scheme: schemeCodec, lastHeight: heightCodec },
    {
      label: 'phase out scheme',
      sentence: ({ use, scheme, lastHeight }) =>
        sentence`${usersOf(use)} may use ${scheme} up to block ${lastHeight}, and no longer`,
      affects: () => [],
    },
  ),
  setLimits: action(
    13,
    { limits: chainLimitsCodec },
    {
      label: 'set limits',
      sentence: ({ limits: { blockBytesMax, blockTransactionsMax, recoveryDelay } }) =>
        sentence`blocks of at most ${blockBytesMax} bytes and ${blockTransactionsMax} transactions; recoveries take at least ${recoveryDelay} blocks`,
      affects: () => [],
    },
  ),
  setFees: action(
    14,
    { fees: optional(feesCodec) },
    {
      label: 'set fees',
      sentence({ fees }) {
        if (fees === null) return ['transactions are free'];
        const { asset, perTransaction, perByte, perSignature, recipient } = fees;
        const more = (amount: bigint) => ({ type: 'moreUnits', asset, amount }) as const;
        const whom = recipient === null ? 'the proposer’s operator' : account(recipient);
        return sentence`a transaction costs ${more(perTransaction)} ${{ type: 'asset', asset }}, ${more(perByte)} a byte and ${more(perSignature)} a signature, to ${whom}`;
      },
      affects: ({ fees }) => (fees?.recipient ? [fees.recipient] : []),
    },
  ),
};
