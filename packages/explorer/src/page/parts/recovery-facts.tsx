/** By whom and why a chain was recovered. */

import type { RecoverySummary } from '@trellis/client';
import { visibleText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { whole } from '../format.ts';
import { t } from '../language.ts';
import { Facts } from './facts.tsx';

export function RecoveryFacts({ recovery }: { readonly recovery: RecoverySummary }): JSX.Element {
  const { hash, height, reason, operators, lost, validators, mayLackFinalBlocks } = recovery;
  return (
    <>
      <Facts
        facts={[
          [
            t('Recovery'),
            <span key="hash" class="mono">
              {hash}
            </span>,
          ],
          [t('Continues after block'), whole(height)],
          [t('Why, they say'), visibleText(reason)],
          [t('By the operators of'), operators.flatMap(({ nodes }) => nodes).join(', ')],
          [t('Validators that were lost'), lost.join(', ') || t('none')],
          [t('Validators from then on'), validators.join(', ')],
        ]}
      />
      {mayLackFinalBlocks ? (
        <p class="bad">
          {t('Final blocks may be missing: the lost validators were a quorum by themselves.')}
        </p>
      ) : null}
    </>
  );
}
