/** What is unusual about an account that is about to be paid or has been: frozen, being recovered, with mandates. */
import { type Proven, ProvenAbsent } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import { count, whole } from './format.ts';
import { t } from './language.ts';
import { getAssetRules, getHolder, getMandates, getRecovery } from './light-client.ts';
import { type Reading, readProven } from './read-proven.ts';
import type { Session } from './session.ts';

export interface Standing {
  /** Each in a few words, by what proves it. */
  readonly notes: readonly { readonly text: string; readonly reading: Reading<unknown> }[];
  readonly all: readonly Reading<Proven<unknown>>[];
}

/** How an account stands, also with these assets; each note is proven. */
export async function readStanding(
  session: Session,
  address: Address,
  assets: readonly AssetCode[],
): Promise<Standing> {
  const [recovery, mandates, ...frozen] = await Promise.all([
    readProven(session, t('its recovery'), (light) => getRecovery(light, address)),
    readProven(session, t('the list of its mandates'), (light) => getMandates(light, address)),
    ...assets.map((asset) => readFreezes(session, address, asset)),
  ]);
  const pending = recovery.proven?.value?.pending ?? null;
  const granted = mandates.proven?.value.length ?? 0;
  const notes = [
    ...frozen.flatMap((one) => one.notes),
    ...(pending === null
      ? []
      : [
          {
            text: t(
              'recovery under way since block {0}: it can be finished from block {1} on',
              whole(pending.startedAt),
              whole(pending.finishableFrom),
            ),
            reading: recovery,
          },
        ]),
    ...(granted === 0
      ? []
      : [
          {
            text: t('others may pay from it, by {0}', count(granted, 'mandate')),
            reading: mandates,
          },
        ]),
  ];
  return { notes, all: [recovery, mandates, ...frozen.flatMap((one) => one.all)] };
}

async function readFreezes(
  session: Session,
  address: Address,
  asset: AssetCode,
): Promise<Standing> {
  try {
    const [holder, rules] = await Promise.all([
      readProven(session, t('whether it is frozen for {0}', asset), (light) =>
        getHolder(light, asset, address),
      ),
      readProven(session, t('the rules of {0}', asset), (light) => getAssetRules(light, asset)),
    ]);
    const since = holder.proven?.value.frozenSince ?? null;
    const isFrozen = rules.proven?.value.frozen === true;
    const notes = [
      ...(since === null
        ? []
        : [{ text: t('frozen for {0} since block {1}', asset, whole(since)), reading: holder }]),
      ...(isFrozen ? [{ text: t('{0} is frozen as a whole', asset), reading: rules }] : []),
    ];
    return { notes, all: [holder, rules] };
  } catch (error) {
    // An operation can name an asset that there is not.
    if (error instanceof ProvenAbsent) return { notes: [], all: [] };
    throw error;
  }
}
