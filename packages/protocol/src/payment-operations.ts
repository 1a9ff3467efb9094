/** Operations that pay. */
import { addressCodec } from './codec-basic.ts';
import { transferred } from './movement.ts';
import { operation } from './operation-definition.ts';
import { describeRemittance, remittanceCodec } from './remittance.ts';
import { amountCodec, assetCodeCodec } from './scalars.ts';
import { sealedCodec } from './sealed.ts';
import { account, sentence, units } from './sentence.ts';
import type { WordsOf } from './words.ts';

const paymentFields = {
  source: addressCodec,
  to: addressCodec,
  asset: assetCodeCodec,
  amount: amountCodec,
};

export const paymentOperations = {
  /** Moves units from the source to `to`. */
  transfer: operation(6, paymentFields, {
    role: 'participant',
    affects: ({ to }) => [to],
    moves: ({ source, ...rest }) => [transferred({ from: source, ...rest })],
  }),
  /** A transfer that says what it is for. */
  pay: operation(
    80,
    { ...paymentFields, remittance: remittanceCodec },
    {
      role: 'participant',
      affects: ({ to }) => [to],
      moves: ({ source, ...rest }) => [transferred({ from: source, ...rest })],
    },
  ),
  /** A transfer that says what it is for to the payee alone, and to the asset's auditor if it has one. */
  paySealed: operation(
    81,
    { ...paymentFields, sealed: sealedCodec },
    {
      role: 'participant',
      affects: ({ to }) => [to],
      moves: ({ source, ...rest }) => [transferred({ from: source, ...rest })],
    },
  ),
};

export const paymentWords: WordsOf<typeof paymentOperations> = {
  transfer: {
    label: 'transfer',
    sentence: ({ source, to, ...paid }) =>
      sentence`pay ${units(paid)} from ${account(source)} to ${account(to)}`,
  },
  pay: {
    label: 'pay',
    sentence({ source, to, remittance, ...paid }) {
      const words = describeRemittance(remittance);
      const purpose = words === '' ? '' : ` (${words})`;
      return sentence`pay ${units(paid)} from ${account(source)} to ${account(to)}${purpose}`;
    },
  },
  paySealed: {
    label: 'pay sealed',
    sentence({ source, to, sealed, ...paid }) {
      const [, auditor] = sealed.readers;
      const whom = auditor === undefined ? '' : sentence` and ${account(auditor.account)}`;
      const payee = account(to);
      return sentence`pay ${units(paid)} from ${account(source)} to ${payee} (what for is sealed for ${payee}${whom})`;
    },
  },
};
