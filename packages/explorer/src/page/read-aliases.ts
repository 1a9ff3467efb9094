/** What an account is called, each alias as the state proves it. */
import type { AliasHolder, Proven } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { t } from './language.ts';
import { getAccountAliases, resolveAlias } from './light-client.ts';
import { type Reading, readProven } from './read-proven.ts';
import type { Session } from './session.ts';

export interface AliasReadings {
  /** Those that the account still has when each is read. */
  readonly holders: readonly AliasHolder[];
  /** Whether every proof holds. */
  readonly isWhole: boolean;
  readonly all: readonly Reading<Proven<unknown>>[];
}

export async function readAliases(session: Session, address: Address): Promise<AliasReadings> {
  const list = await readProven(session, t('its aliases'), (light) =>
    getAccountAliases(light, address),
  );
  const each = await Promise.all(
    (list.proven?.value ?? []).map((alias) =>
      readProven(session, t('an alias'), (light) => resolveAlias(light, alias)),
    ),
  );
  const all = [list, ...each];
  const holders = each.flatMap(({ proven }) =>
    proven?.value.type === 'held' && proven.value.account === address ? [proven.value] : [],
  );
  return { holders, isWhole: all.every(({ proven }) => proven !== undefined), all };
}
