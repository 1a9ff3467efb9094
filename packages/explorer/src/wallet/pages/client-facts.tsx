/** Of a client that asks for a consent: what it may do, who it is, and where the answer goes. */
import { visibleText } from '@trellis/protocol';
import type { AuthorizationDetails, ConsentRequest } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { detailName, detailWords } from '../../page/consent-words.ts';
import { t } from '../../page/language.ts';
import type { Fact } from '../../page/parts/facts.tsx';
import { groupedAddress } from '../review.ts';
import { type Decimals, sentenceText } from '../sentence-text.ts';

/** `signer` stands between who pays and where the answer goes, once an account is chosen. */
export function clientFacts(
  { client, redirectUri, issuer }: Pick<ConsentRequest, 'client' | 'redirectUri' | 'issuer'>,
  signer: readonly Fact[] = [],
): readonly Fact[] {
  return [
    [t('Client'), visibleText(`${client.name} (${client.id})`)],
    ...(client.account === null
      ? []
      : [[t('Pays as'), <span class="mono">{groupedAddress(client.account)}</span>] as const]),
    ...signer,
    [t('Answer goes to'), <span class="mono">{visibleText(redirectUri)}</span>],
    [t('Server'), <span class="mono">{visibleText(issuer)}</span>],
  ];
}

export function DetailList({
  details,
  decimals,
}: {
  readonly details: AuthorizationDetails;
  readonly decimals: Decimals;
}): JSX.Element {
  return (
    <ol class="sentences">
      {details.map((one) => (
        <li key={one.type}>
          {detailName(one)}: {sentenceText(detailWords(one), decimals)}
        </li>
      ))}
    </ol>
  );
}
