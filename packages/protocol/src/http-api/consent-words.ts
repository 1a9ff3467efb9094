/** What a client asks for in words: one sentence for the command line, the page and the wallet. */
import { periodText } from '../mandate-operations.ts';
import { account, type Sentence, sentence, units } from '../sentence.ts';
import type { AuthorizationDetail } from './consent.ts';

/** What a detail lets a client do, before its sentence. */
export function detailLabel({ type }: AuthorizationDetail): string {
  switch (type) {
    case 'account_information':
      return 'see';
    case 'payment_initiation':
      return 'pay once';
    case 'recurring_payments':
      return 'pay';
  }
}

/** The limits of a detail, all of them. */
export function detailSentence(detail: AuthorizationDetail): Sentence {
  const until = { type: 'time', time: detail.until } as const;
  switch (detail.type) {
    case 'account_information':
      return sentence`balances and history, until ${until}`;
    case 'payment_initiation':
      return sentence`${units(detail)} to ${account(detail.payee)}, until ${until}`;
    case 'recurring_payments': {
      const { asset, period, payees, paymentsMax } = detail;
      const once = units({ asset, amount: detail.paymentMax });
      const all = units({ asset, amount: detail.periodMax });
      const whom = payees.flatMap((one, index) =>
        index === 0 ? [account(one)] : [', ', account(one)],
      );
      const payee: Sentence = payees.length === 0 ? ['anybody'] : whom;
      return sentence`at most ${once} at once and ${all} in each ${periodText(period)} to ${payee}, ${paymentsMax} times until ${until}`;
    }
  }
}
