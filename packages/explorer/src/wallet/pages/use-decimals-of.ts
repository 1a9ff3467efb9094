/** The decimals of the assets that a client asks to pay with, proven; until then amounts are in smallest units. */
import type { AuthorizationDetails } from '@trellis/protocol/http-api';
import { useEffect, useState } from 'preact/hooks';
import { readDecimals } from '../review.ts';
import type { Decimals } from '../sentence-text.ts';
import { useWallet } from '../wallet-context.ts';

export function useDecimalsOf(details: AuthorizationDetails): Decimals {
  const { session } = useWallet();
  const [known, setKnown] = useState<Decimals>(new Map());
  const assets = [...new Set(details.flatMap((one) => ('asset' in one ? [one.asset] : [])))];
  useEffect(() => {
    // Without them the amounts stay in smallest units, which is true as well.
    readDecimals(session, assets).then(setKnown, () => undefined);
  }, [assets.join()]);
  return known;
}
