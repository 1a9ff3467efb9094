/** What is shown in place of the wallet once what it keeps can't be reached: it could write down nothing that it signs. */
import type { JSX } from 'preact';
import { t } from '../../page/language.ts';
import type { StorageLoss } from '../database.ts';

export function StorageGone({ loss }: { readonly loss: StorageLoss }): JSX.Element {
  const { title, text } = texts[loss];
  return (
    <main id="main">
      <h1>{title}</h1>
      <p class="problem" role="alert">
        {text}
      </p>
      <p>
        <button type="button" onClick={() => location.reload()}>
          {t('Start again')}
        </button>
      </p>
    </main>
  );
}

const texts = {
  cleared: {
    title: t('The storage of this browser was cleared'),
    text: t(
      'Keys and the record of what was submitted are gone from it. What was not signed yet will not be made; what was submitted may become final: look at the account before you pay again. The backup brings a key back.',
    ),
  },
  newer: {
    title: t('Another tab has a newer wallet'),
    text: t(
      'Keys and the record of what was submitted are kept. Start again to use the newer one here as well.',
    ),
  },
  older: {
    title: t('Another tab has an older wallet'),
    text: t(
      'Keys and the record of what was submitted are kept. This one starts by itself once that tab is closed.',
    ),
  },
} as const satisfies Record<StorageLoss, { readonly title: string; readonly text: string }>;
