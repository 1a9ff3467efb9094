/** All texts of the page and the wallet in German, by the English ones. */
import { germanOfAdministration } from './german-administration.ts';
import { germanOfChain } from './german-chain.ts';
import { germanOfConsents } from './german-consents.ts';
import { germanOfPage } from './german-page.ts';
import { germanOfProofs } from './german-proofs.ts';
import { germanOfWallet } from './german-wallet.ts';

export const german = {
  ...germanOfPage,
  ...germanOfChain,
  ...germanOfProofs,
  ...germanOfWallet,
  ...germanOfAdministration,
  ...germanOfConsents,
} as const;
