/** What is unusual about an account that is about to be paid or has been: frozen, being recovered, with mandates. */
import { type Proven, ProvenAbsent } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import { count, whole } from './format.ts';
import { getAssetRules, getHolder, getMandates, getRecovery } from './light-client/light-client.ts';
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
    readProven(session, 'its recovery', (light) => getRecovery(light, address)),
    readProven(session, 'the list of its mandates', (light) => getMandates(light, address)),
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
            text: `recovery under way since block ${whole(pending.startedAt)}: it can be finished from block ${whole(pending.finishableFrom)} on`,
            reading: recovery,
          },
        ]),
    ...(granted === 0
      ? []
      : [{ text: `others may pay from it, by ${count(granted, 'mandate')}`, reading: mandates }]),
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
      readProven(session, `whether it is frozen for ${asset}`, (light) =>
        getHolder(light, asset, address),
      ),
      readProven(session, `the rules of ${asset}`, (light) => getAssetRules(light, asset)),
    ]);
    const since = holder.proven?.value.frozenSince ?? null;
    const isFrozen = rules.proven?.value.frozen === true;
    const notes = [
      ...(since === null
        ? []
        : [{ text: `frozen for ${asset} since block ${whole(since)}`, reading: holder }]),
      ...(isFrozen ? [{ text: `${asset} is frozen as a whole`, reading: rules }] : []),
    ];
    return { notes, all: [holder, rules] };
  } catch (error) {
    // An operation can name an asset that there is not.
    if (error instanceof ProvenAbsent) return { notes: [], all: [] };
    throw error;
  }
}
