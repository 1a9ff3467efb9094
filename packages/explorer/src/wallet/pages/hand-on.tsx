/** A transaction that others have to sign as well: how it gets to them. */
import { type SignedTransaction, transactionId } from '@trellis/protocol';
import type { JSX } from 'preact';
import { count, shortHash } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { saveTransaction, transactionLink } from '../transaction-file.ts';

interface OfTransaction {
  readonly signed: SignedTransaction;
}

/** Which it is, and how many have signed. */
export function SignedBy({ signed }: OfTransaction): JSX.Element {
  return (
    <p role="status">
      {t(
        'Transaction {0} with {1}',
        shortHash(transactionId(signed.transaction)),
        count(signed.witnesses.length, 'signature'),
      )}
    </p>
  );
}

export function HandOnButtons({ signed }: OfTransaction): JSX.Element {
  return (
    <>
      <button type="button" onClick={() => saveTransaction(signed)}>
        {t('Save the file')}
      </button>
      <CopyButton
        text={transactionLink(signed)}
        what={t('the link for the next who signs')}
        label={t('Copy the link')}
      />
    </>
  );
}

/** After the signature of the first: the page would otherwise look as if nothing had happened. */
export function HandOn({ signed }: OfTransaction): JSX.Element {
  return (
    <section class="outcome" aria-label={t('For the others who sign')}>
      <SignedBy signed={signed} />
      <p>
        {t(
          'It is not submitted yet: others have to sign. Give them the file, which was saved, or the link. Whoever signs last submits it.',
        )}
      </p>
      <p class="buttons">
        <HandOnButtons signed={signed} />
      </p>
    </section>
  );
}
