/** What is unusual, in words. */
import { formatAddress } from '@trellis/crypto';
import { operationLabel } from '@trellis/protocol';
import { shortAddress } from '../page/format.ts';
import { type Decimals, unitsText } from './sentence-text.ts';
import type { Unusual } from './unusual.ts';

export function unusualText(unusual: Unusual, decimals: Decimals): string {
  switch (unusual.type) {
    case 'firstPayment':
      return `You pay ${shortAddress(formatAddress(unusual.account))} for the first time from here: compare the whole address.`;
    case 'lookAlike':
      return `The payee ${formatAddress(unusual.account)} looks like ${unusual.known}, which you know, and is another account.`;
    case 'large':
      return `It takes ${unusual.percent} % of what this account has in ${unusual.asset}.`;
    case 'notEnough':
      return `The account lacks ${unitsText(unusual.missing, unusual.asset, decimals)}.`;
    case 'sameAgain':
      return `You paid ${shortAddress(formatAddress(unusual.account))} the same within the last hour.`;
    case 'control':
      return `It changes who can act for an account (${operationLabel(unusual.operation)}).`;
    case 'notLookedUp':
      return `Not looked up: ${unusual.count} of the payees. Whether they exist or are frozen, and what they are called, is not shown.`;
    case 'unclear':
      return 'How much it moves follows from a hold that is not shown here.';
  }
}
