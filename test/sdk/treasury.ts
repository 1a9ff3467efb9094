/** The key that has the money of a test chain. */
import { openTestSecret } from '@trellis/keystore';
import { treasuryName } from '@trellis/testnet';

export const treasurySecret = (home: string) => openTestSecret(home, treasuryName);
