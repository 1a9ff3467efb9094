/** What is unusual about accounts that something is about: frozen, being recovered, with mandates. */
import { type Address, formatAddress } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type { JSX } from 'preact';
import { t } from '../language.ts';
import { readStanding, type Standing } from '../read-standing.ts';
import { useProven } from '../use-proven.ts';
import { AccountLink } from './links.tsx';
import { PageMark, SmallMark } from './verified-mark.tsx';

/** A transaction can affect hundreds; each takes some proofs. */
const accountsMax = 12;

/** The notes of one account, one below the other. */
export function StandingNotes({ standing }: { readonly standing: Standing }): JSX.Element {
  return (
    <ul class="notes">
      {standing.notes.map(({ text, reading: { verification } }) => (
        <li key={text}>
          <SmallMark verification={verification} /> {text}
        </li>
      ))}
    </ul>
  );
}

/** Those of several accounts as they are now; nothing where nothing is unusual. */
export function AccountNotes({
  accounts,
  assets,
}: {
  readonly accounts: readonly Address[];
  readonly assets: readonly AssetCode[];
}): JSX.Element | null {
  const shown = accounts.slice(0, accountsMax);
  const loaded = useProven(
    `notes ${shown.join()} ${assets.join()}`,
    async (session) => {
      const value = await Promise.all(
        shown.map(async (address) => ({
          address,
          standing: await readStanding(session, address, assets),
        })),
      );
      const proofs = value.flatMap(({ standing }) =>
        standing.all.map(({ verification }) => verification),
      );
      return { value, proofs };
    },
    { follows: true },
  );
  if (loaded.state === 'failed') return <p class="problem">{loaded.reason}</p>;
  if (loaded.state === 'loading') return null;
  const unusual = loaded.value.filter(({ standing }) => standing.notes.length > 0);
  const isGood = loaded.verifications.every(({ state }) => state === 'proven');
  if (unusual.length === 0 && isGood) return null;
  return (
    <section aria-label={t('Unusual now')}>
      <h2>{t('Unusual now')}</h2>
      <PageMark loaded={loaded} />
      {unusual.map(({ address, standing }) => (
        <div key={formatAddress(address)}>
          <AccountLink address={address} />
          <StandingNotes standing={standing} />
        </div>
      ))}
    </section>
  );
}
