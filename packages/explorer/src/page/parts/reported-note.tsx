/** What is said under lists of which nothing proves that they are complete. */
import type { JSX } from 'preact';
import { t } from '../language.ts';

/** `what`: what the node reports, such as "which assets there are". */
export function ReportedNote({ what }: { readonly what: string }): JSX.Element {
  return (
    <p class="reported">
      {what}{' '}
      {t('is reported by the node, not proven. That the list is complete can’t be proven either.')}
    </p>
  );
}
