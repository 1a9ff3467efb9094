/** What is unusual, in words. */
import { formatAddress } from '@trellis/crypto';
import { shortAddress } from '../page/format.ts';
import { t } from '../page/language.ts';
import { operationLabel } from '../page/words.ts';
import { type Decimals, unitsText } from './sentence-text.ts';
import type { Unusual } from './unusual.ts';

export function unusualText(unusual: Unusual, decimals: Decimals): string {
  switch (unusual.type) {
    case 'firstPayment':
      return t(
        'You pay {0} for the first time from here: compare the whole address.',
        shortAddress(formatAddress(unusual.account)),
      );
    case 'lookAlike':
      return t(
        'The payee {0} looks like {1}, which you know, and is another account.',
        formatAddress(unusual.account),
        unusual.known,
      );
    case 'large':
      return t('It takes {0} % of what this account has in {1}.', unusual.percent, unusual.asset);
    case 'notEnough':
      return t('The account lacks {0}.', unitsText(unusual.missing, unusual.asset, decimals));
    case 'sameAgain':
      return t(
        'You paid {0} the same within the last hour.',
        shortAddress(formatAddress(unusual.account)),
      );
    case 'control':
      return t('It changes who can act for an account ({0}).', operationLabel(unusual.operation));
    case 'notLookedUp':
      return t(
        'Not looked up: {0} of the payees. Whether they exist or are frozen, and what they are called, is not shown.',
        unusual.count,
      );
    case 'unclear':
      return t('How much it moves follows from a hold that is not shown here.');
  }
}
