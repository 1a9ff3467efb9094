/** Operations on holds: units that wait between a payer and a payee. */
import { toHex } from '@trellis/crypto';
import { addressCodec, hashCodec } from './codec-basic.ts';
import { holdReleaseCodec, preimageCodec } from './hold.ts';
import { held, released, returned, unknownUnits } from './movement.ts';
import { operation } from './operation-definition.ts';
import { amountCodec, assetCodeCodec, timeCodec } from './scalars.ts';
import { account, sentence, units } from './sentence.ts';
import type { WordsOf } from './words.ts';

/**
 * A hold with its payer and payee, though the hold says the same: whoever signs sees who gets units from
 * whom, also without a node, and so does whoever follows an account.
 */
const heldFields = { source: addressCodec, hold: hashCodec, from: addressCodec, to: addressCodec };

export const holdOperations = {
  /** Takes units from the source and keeps them for `to` until they are paid out, or go back. */
  reserve: operation(
    70,
    {
      source: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      /** Milliseconds since 1970; a whole second. */
      expiresAt: timeCodec,
      release: holdReleaseCodec,
    },
    {
      role: 'participant',
      affects: ({ to, release }) => [to, ...(release.type === 'arbiter' ? [release.arbiter] : [])],
      moves: ({ source, ...rest }) => [held({ from: source, ...rest })],
    },
  ),
  /** The arbiter pays `amount` of a hold to its payee; what is left of it goes back to the payer. */
  postHold: operation(
    71,
    { ...heldFields, asset: assetCodeCodec, amount: amountCodec },
    {
      role: 'participant',
      limitedTo: 'ownHold',
      affects: ({ from, to }) => [from, to],
      moves(posted, all) {
        const rest = all === null ? null : all.amount - posted.amount;
        return [released(posted), ...(rest === 0n ? [] : [returned({ ...posted, amount: rest })])];
      },
    },
  ),
  /** Anybody shows what the hash of a hold was made of; all of it is paid to its payee. */
  claimHold: operation(
    72,
    { ...heldFields, preimage: preimageCodec },
    {
      role: 'participant',
      affects: ({ from, to }) => [from, to],
      moves: (claimed, all) => [released({ ...claimed, ...(all ?? unknownUnits) })],
    },
  ),
  /** The arbiter or the payee gives a hold back before its time; or the issuer, if it may claw back. */
  voidHold: operation(73, heldFields, {
    role: 'participant',
    limitedTo: 'ownHold',
    affects: ({ from, to }) => [from, to],
    moves: (voided, all) => [returned({ ...voided, ...(all ?? unknownUnits) })],
  }),
};

export const holdWords: WordsOf<typeof holdOperations> = {
  reserve: {
    label: 'reserve',
    sentence({ source, to, expiresAt, release, ...reserved }) {
      const until = { type: 'time', time: expiresAt } as const;
      const by =
        release.type === 'arbiter'
          ? sentence`paid out by ${account(release.arbiter)}`
          : sentence`paid out by the preimage of ${{ type: 'hex', hex: release.sha256 }}`;
      return sentence`reserve ${units(reserved)} of ${account(source)} for ${account(to)} until ${until}, ${by}`;
    },
  },
  postHold: {
    label: 'post hold',
    sentence: ({ source, hold, from, to, ...paid }) =>
      sentence`pay ${units(paid)} of the hold ${{ type: 'hold', hold }} from ${account(from)} to ${account(to)}, by ${account(source)}`,
  },
  claimHold: {
    label: 'claim hold',
    sentence: ({ source, hold, from, to, preimage }) =>
      sentence`pay all of the hold ${{ type: 'hold', hold }} from ${account(from)} to ${account(to)} by the preimage ${{ type: 'hex', hex: toHex(preimage) }}, by ${account(source)}`,
  },
  voidHold: {
    label: 'void hold',
    sentence: ({ source, hold, from, to }) =>
      sentence`give the hold ${{ type: 'hold', hold }} for ${account(to)} back to ${account(from)}, by ${account(source)}`,
  },
};
