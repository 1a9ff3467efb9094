/** The mandates that an account granted, each as the state proves it. */
import type { Proven } from '@trellis/client';
import type { Address, Hash } from '@trellis/crypto';
import type { MandateRecord } from '@trellis/protocol';
import { shortHash } from './format.ts';
import { t } from './language.ts';
import { getMandate, getMandates } from './light-client.ts';
import { type Reading, readProven } from './read-proven.ts';
import type { Session } from './session.ts';

export interface MandateReading extends Reading<Proven<MandateRecord | null>> {
  readonly id: Hash;
}

export interface MandateReadings {
  readonly mandates: readonly MandateReading[];
  readonly all: readonly Reading<Proven<unknown>>[];
}

export async function readMandates(session: Session, address: Address): Promise<MandateReadings> {
  const list = await readProven(session, t('the list of its mandates'), (light) =>
    getMandates(light, address),
  );
  const read = await Promise.all(
    (list.proven?.value ?? []).map(async (id) => ({
      id,
      ...(await readProven(session, t('the mandate {0}', shortHash(id)), (light) =>
        getMandate(light, id),
      )),
    })),
  );
  // One that was revoked in between is none any more.
  const mandates = read.filter(({ proven }) => proven?.value !== null);
  return { mandates, all: [list, ...read] };
}
