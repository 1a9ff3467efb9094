/** Which cryptography the node uses and for what, and what a quantum computer would open of it. */
import { getInventory } from '@trellis/client';
import { visibleText } from '@trellis/protocol';
import { type ShownInventory, shownInventory } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { t } from '../language.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { useAsked } from '../use-proven.ts';

export function Inventory(): JSX.Element {
  const loaded = useAsked('inventory', 10_000, async ({ transport }) =>
    shownInventory(await getInventory(transport)),
  );
  return (
    <PageFrame title={t('Cryptographic inventory')} loaded={loaded}>
      {(inventory) => <InventoryBody inventory={inventory} />}
    </PageFrame>
  );
}

function InventoryBody({
  inventory: { components, exposed },
}: {
  readonly inventory: ShownInventory;
}): JSX.Element {
  return (
    <>
      {exposed.length === 0 ? (
        <p class="good big">{t('A quantum computer would open nothing of this.')}</p>
      ) : (
        <>
          <p class="problem big">{t('A quantum computer would open some of this:')}</p>
          <ul>
            {exposed.map((sentence) => {
              const shown = visibleText(sentence);
              return <li key={shown}>{shown}</li>;
            })}
          </ul>
        </>
      )}
      <Table
        label={t('Cryptographic inventory')}
        rows={components.map((component, index) => ({ ...component, index }))}
        keyOf={({ index }) => String(index)}
        empty={t('None.')}
        columns={[
          { title: t('What'), cell: ({ name }) => visibleText(name) },
          {
            title: t('Post-quantum'),
            cell: ({ isPostQuantum }) => <Strength isPostQuantum={isPostQuantum} />,
          },
          {
            title: t('Used for'),
            cell: ({ uses }) => uses.map((use) => visibleText(use)).join('; '),
          },
        ]}
      />
      <p class="reported">
        {t('Reported by the node, not proven.')}{' '}
        <a href="/v1/cbom">{t('The whole document (CycloneDX)')}</a>
      </p>
    </>
  );
}

function Strength({ isPostQuantum }: { readonly isPostQuantum: boolean | null }): JSX.Element {
  if (isPostQuantum === null) return <span>–</span>;
  return isPostQuantum ? <span class="good">{t('yes')}</span> : <span class="bad">{t('no')}</span>;
}
