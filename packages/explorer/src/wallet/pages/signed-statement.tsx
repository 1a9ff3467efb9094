/** A statement about a consent that others have to sign as well: how it gets to them. */
import type { JSX } from 'preact';
import { count, shortHash } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import {
  type SignedStatement,
  saveStatement,
  statementLink,
  statementName,
} from '../consent-file.ts';

export function SignedStatementView({
  signed,
  isEnough,
}: {
  readonly signed: SignedStatement;
  readonly isEnough: boolean;
}): JSX.Element {
  return (
    <section class="outcome" aria-label={t('For the others who sign')}>
      <p role="status">
        {t(
          'Consent {0} with {1}',
          shortHash(statementName(signed.statement)),
          count(signed.witnesses.length, 'signature'),
        )}
      </p>
      {isEnough ? null : (
        <p>
          {t(
            'Others have to sign as well. Give them the file, which was saved, or the link. Whoever signs last sends it.',
          )}
        </p>
      )}
      <p class="buttons">
        <button type="button" onClick={() => saveStatement(signed)}>
          {t('Save the file')}
        </button>
        <CopyButton
          text={statementLink(signed)}
          what={t('the link for the next who signs')}
          label={t('Copy the link')}
        />
      </p>
    </section>
  );
}
