/** Actions on what holds for all: roles, schemes, limits and fees. */
import { action } from './action-definition.ts';
import { addressCodec, tag } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { chainLimitsCodec, feesCodec } from './parameters.ts';
import { upgradeFields } from './protocol-version.ts';
import { grantableRoleCodec } from './role.ts';
import { heightCodec, schemeCodec } from './scalars.ts';
import { account, sentence } from './sentence.ts';
import type { WordsOf } from './words.ts';

/** Whose signatures a rule about schemes is for. */
const schemeUseCodec = tag({ accounts: 1, validators: 2, recovery: 3 });

type SchemeUse = 'accounts' | 'validators' | 'recovery';

const usersOf = (use: SchemeUse): string => (use === 'recovery' ? 'recovery keys' : use);

export const ruleActions = {
  grantRole: action(
    9,
    { account: addressCodec, role: grantableRoleCodec },
    ({ account: whose }) => [whose],
  ),
  revokeRole: action(
    10,
    { account: addressCodec, role: grantableRoleCodec },
    ({ account: whose }) => [whose],
  ),
  /** A scheme may be used from the next block on. */
  allowScheme: action(11, { use: schemeUseCodec, scheme: schemeCodec }, () => []),
  /** A scheme may be used up to and including a height. */
  phaseOutScheme: action(
    12,
    { use: schemeUseCodec, scheme: schemeCodec, lastHeight: heightCodec },
    () => [],
  ),
  setLimits: action(13, { limits: chainLimitsCodec }, () => []),
  setFees: action(14, { fees: optional(feesCodec) }, ({ fees }) =>
    fees?.recipient ? [fees.recipient] : [],
  ),
  /** From a height on blocks are of another version, if enough of the power is ready for it then. Replaces an upgrade that is pending. */
  upgrade: action(15, upgradeFields, () => []),
};

export const ruleActionWords: WordsOf<typeof ruleActions> = {
  grantRole: {
    label: 'grant role',
    sentence: ({ account: whose, role }) => sentence`${account(whose)} becomes ${role}`,
  },
  revokeRole: {
    label: 'revoke role',
    sentence: ({ account: whose, role }) => sentence`${account(whose)} ceases to be ${role}`,
  },
  allowScheme: {
    label: 'allow scheme',
    sentence: ({ use, scheme }) => sentence`${usersOf(use)} may use ${scheme}`,
  },
  phaseOutScheme: {
    label: 'phase out scheme',
    sentence: ({ use, scheme, lastHeight }) =>
      sentence`${usersOf(use)} may use ${scheme} up to block ${lastHeight}, and no longer`,
  },
  setLimits: {
    label: 'set limits',
    sentence: ({ limits: { blockBytesMax, blockTransactionsMax, recoveryDelay } }) =>
      sentence`blocks of at most ${blockBytesMax} bytes and ${blockTransactionsMax} transactions; recoveries take at least ${recoveryDelay} blocks`,
  },
  setFees: {
    label: 'set fees',
    sentence({ fees }) {
      if (fees === null) return ['transactions are free'];
      const { asset, perTransaction, perByte, perSignature, recipient } = fees;
      const more = (amount: bigint) => ({ type: 'moreUnits', asset, amount }) as const;
      const whom = recipient === null ? 'the proposer’s operator' : account(recipient);
      return sentence`a transaction costs ${more(perTransaction)} ${{ type: 'asset', asset }}, ${more(perByte)} a byte and ${more(perSignature)} a signature, to ${whom}`;
    },
  },
  upgrade: {
    label: 'upgrade',
    sentence: ({ version, height, release, releaseHash }) =>
      sentence`blocks have protocol version ${version} from block ${height} on, if more than 5/6 of the power is ready for it by then; the software is release ${release} (SHA-256 ${releaseHash})`,
  },
};
