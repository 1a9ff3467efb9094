/** Operations by which accounts let others pay on their behalf. */
import { addressCodec, hashCodec } from './codec-basic.ts';
import { type Delegate, mandateTermsFields } from './mandate.ts';
import { transferred } from './movement.ts';
import { operation } from './operation-definition.ts';
import { describeRemittance, remittanceCodec } from './remittance.ts';
import { amountCodec, assetCodeCodec } from './scalars.ts';
import { account, type Sentence, sentence, units } from './sentence.ts';
import type { WordsOf } from './words.ts';

export const mandateOperations = {
  /** Lets a delegate pay from the source within limits. */
  grantMandate: operation(
    120,
    { source: addressCodec, ...mandateTermsFields },
    {
      role: 'participant',
      since: 'mandates',
      affects: ({ delegate }) => (delegate.type === 'account' ? [delegate.account] : []),
      moves: null,
    },
  ),
  /** Ends a mandate that the source granted, at once. */
  revokeMandate: operation(
    121,
    { source: addressCodec, mandate: hashCodec },
    { role: 'participant', since: 'mandates', affects: () => [], moves: null },
  ),
  /** As `revokeMandate`, signed by the recovery keys of the source, without a delay: it takes nothing from the owner. */
  revokeMandateByRecovery: operation(
    122,
    { source: addressCodec, mandate: hashCodec },
    {
      role: 'participant',
      since: 'mandates',
      signedBy: 'recovery',
      affects: () => [],
      moves: null,
    },
  ),
  /** The source, a delegate, pays from `from` within a mandate. */
  payUnderMandate: operation(
    123,
    {
      source: addressCodec,
      mandate: hashCodec,
      from: addressCodec,
      to: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      remittance: remittanceCodec,
    },
    {
      role: 'participant',
      since: 'mandates',
      affects: ({ from, to }) => [from, to],
      moves: (paid) => [transferred(paid)],
    },
  ),
};

function delegateSentence(delegate: Delegate): Sentence {
  return delegate.type === 'account'
    ? sentence`${account(delegate.account)}`
    : sentence`the key ${{ type: 'key', key: delegate.key }}`;
}

export const mandateWords: WordsOf<typeof mandateOperations> = {
  grantMandate: {
    label: 'grant mandate',
    sentence({ source, delegate, asset, payees, validUntil, ...terms }) {
      const once = units({ asset, amount: terms.paymentMax });
      const all = units({ asset, amount: terms.periodMax });
      const until = { type: 'time', time: validUntil } as const;
      const whom = payees.flatMap((one, index) => [index === 0 ? '' : ', ', account(one)]);
      const payee = payees.length === 0 ? sentence`anybody` : whom.filter((one) => one !== '');
      return sentence`let ${delegateSentence(delegate)} pay at most ${once} at once and ${all} in each ${periodText(terms.period)} from ${account(source)} to ${payee}, ${terms.paymentsMax} times until ${until}`;
    },
  },
  revokeMandate: {
    label: 'revoke mandate',
    sentence: ({ source, mandate }) =>
      sentence`revoke the mandate ${{ type: 'mandate', mandate }} of ${account(source)}`,
  },
  revokeMandateByRecovery: {
    label: 'revoke mandate',
    sentence: ({ source, mandate }) =>
      sentence`revoke the mandate ${{ type: 'mandate', mandate }} of ${account(source)} by its recovery keys`,
  },
  payUnderMandate: {
    label: 'pay under mandate',
    sentence({ source, mandate, from, to, remittance, ...paid }) {
      const words = describeRemittance(remittance);
      const purpose = words === '' ? '' : ` (${words})`;
      return sentence`pay ${units(paid)} from ${account(from)} to ${account(to)}${purpose} under the mandate ${{ type: 'mandate', mandate }}, by ${account(source)}`;
    },
  },
};

/** `30 d`, `90 min`, `1500 ms`: the largest unit that leaves no rest. */
export function periodText(ms: bigint): string {
  const sizes = [
    [86_400_000n, 'd'],
    [3_600_000n, 'h'],
    [60_000n, 'min'],
    [1_000n, 's'],
  ] as const;
  const [size, unit] = sizes.find(([one]) => ms % one === 0n) ?? [1n, 'ms'];
  return `${ms / size} ${unit}`;
}
