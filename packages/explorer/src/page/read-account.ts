/** Reading an account for a page. */
import type { ProvenAccount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { shortAddress } from './format.ts';
import { t } from './language.ts';
import { getAccount } from './light-client.ts';
import { type Reading, readProven } from './read-proven.ts';
import type { Session } from './session.ts';

/** The account at an address, or that there is none. */
export function readAccount(session: Session, address: Address): Promise<Reading<ProvenAccount>> {
  const what = t('the account {0}', shortAddress(formatAddress(address)));
  return readProven(session, what, (light) => getAccount(light, address));
}
