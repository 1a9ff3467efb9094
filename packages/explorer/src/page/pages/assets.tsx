/** Assets: all of them, and one. */
import { formatAmount, getAssets, getCrypto, type Proven } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type AssetRecord,
  type AssetRuleName,
  isAssetCode,
  visibleText,
} from '@trellis/protocol';
import type { JSX } from 'preact';
import { amountText, percent } from '../format.ts';
import { t } from '../language.ts';
import { getAsset, getAssetRules } from '../light-client.ts';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, AssetLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import type { Column } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Verification } from '../proof.ts';
import { type Reading, readProven } from '../read-proven.ts';
import type { Session } from '../session.ts';
import { useAsked, useProven } from '../use-proven.ts';

/** A page of them is checked one by one; beyond these the reader has to open each. */
const checkedMax = 50;

export function Assets(): JSX.Element {
  const loaded = useProven(
    'assets',
    async (session) => {
      const { assets } = await getAssets(session.transport);
      const rows = await Promise.all(
        assets.slice(0, checkedMax).map(async ({ asset }) => {
          const { proven, verification } = await readAsset(session, asset);
          return { asset, record: proven?.value, verification };
        }),
      );
      return { value: rows, proofs: rows.map(({ verification }) => verification) };
    },
    { follows: true },
  );
  return (
    <PageFrame title={t('Assets')} loaded={loaded}>
      {(rows) => (
        <>
          <List
            name="assets"
            label={t('Assets')}
            rows={rows}
            keyOf={({ asset }) => asset}
            empty={t('There are none yet.')}
            columns={columns}
          />
          <ReportedNote what={t('Which assets there are')} />
        </>
      )}
    </PageFrame>
  );
}

interface Row {
  readonly asset: AssetCode;
  readonly record: AssetRecord | undefined;
  readonly verification: Verification;
}

const columns: readonly Column<Row>[] = [
  {
    title: t('Proof'),
    cell: ({ verification }) => <SmallMark verification={verification} />,
  },
  {
    key: 'asset',
    title: t('Asset'),
    cell: ({ asset }) => <AssetLink asset={asset} />,
    value: ({ asset }) => asset,
  },
  {
    key: 'name',
    title: t('Name'),
    cell: ({ record }) => record && visibleText(record.name),
    value: ({ record }) => record && visibleText(record.name),
  },
  {
    key: 'supply',
    title: t('Supply'),
    isNumber: true,
    cell: ({ record }) => record && amountText(record.supply, record.decimals),
    value: ({ record }) => record && Number(formatAmount(record.supply, record.decimals)),
  },
  {
    key: 'decimals',
    title: t('Decimals'),
    isNumber: true,
    cell: ({ record }) => record?.decimals,
    value: ({ record }) => record?.decimals,
  },
  {
    key: 'issuer',
    title: t('Issuer'),
    cell: ({ record }) => record && <AccountLink address={record.issuer} />,
    value: ({ record }) => record && formatAddress(record.issuer),
  },
];

function readAsset(session: Session, asset: AssetCode): Promise<Reading<Proven<AssetRecord>>> {
  return readProven(session, t('the asset {0}', asset), (light) => getAsset(light, asset));
}

export function Asset({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(
    `asset ${name}`,
    async (session) => {
      if (!isAssetCode(name))
        throw new Error(t('“{0}” is not the code of an asset', name.slice(0, 80)));
      const [asset, rules] = await Promise.all([
        readAsset(session, name),
        readProven(session, t('its rules'), (light) => getAssetRules(light, name)),
      ]);
      const value = asset.proven &&
        rules.proven && { ...asset.proven.value, rules: rules.proven.value };
      return { value, proofs: [asset.verification, rules.verification] };
    },
    { follows: true },
  );
  return (
    <PageFrame title={t('Asset {0}', name.slice(0, 20))} loaded={loaded}>
      {({ asset, name: called, issuer, decimals, supply, rules }) => (
        <>
          <Facts
            facts={[
              [t('Name'), visibleText(called)],
              [t('Supply'), `${amountText(supply, decimals)} ${asset}`],
              [t('Decimals'), decimals],
              [t('Issuer'), <AccountLink key="issuer" address={issuer} isWhole={true} />],
            ]}
          />
          <h2>{t('What the issuer may do')}</h2>
          <Facts
            facts={[
              [
                t('Holders'),
                rules.holders === 'anyone'
                  ? t('anyone')
                  : t('only accounts that the issuer has listed'),
              ],
              [
                t('Freeze holders’ units'),
                rules.freeze === 'issuer' ? t('the issuer may') : t('nobody may'),
              ],
              [t('Clawback'), rules.clawback === 'issuer' ? t('the issuer may') : t('nobody may')],
              [
                t('Maximum supply'),
                rules.supplyMax === null ? t('no limit') : amountText(rules.supplyMax, decimals),
              ],
              [
                t('Immutable rules'),
                rules.locked.length === 0
                  ? t('none of these')
                  : rules.locked.map((rule) => lockedNames[rule]).join(', '),
              ],
              [t('Frozen as a whole'), rules.frozen ? t('yes') : t('no')],
            ]}
          />
          <HeldSafely asset={asset} />
        </>
      )}
    </PageFrame>
  );
}

const lockedNames: Readonly<Record<AssetRuleName, string>> = {
  holders: t('holders'),
  freeze: t('freezing'),
  clawback: t('clawback'),
  supplyMax: t('the maximum supply'),
};

/** How much of it is held by accounts that withstand a quantum computer; the node's sum. */
function HeldSafely({ asset }: { readonly asset: string }): JSX.Element | null {
  const loaded = useAsked(`crypto ${asset}`, 30_000, ({ transport }) => getCrypto(transport));
  if (loaded.state !== 'ready') return null;
  const held = loaded.value?.assets.find((one) => one.asset === asset);
  if (held === undefined || held.total === 0n) return null;
  const share = Number((held.postQuantum * 10_000n) / held.total) / 10_000;
  return (
    <p class="reported">
      {percent(share)}{' '}
      {t(
        'of it is held by accounts that classical keys alone can’t move, as the node reports, not proven.',
      )}
    </p>
  );
}
