/** Sentences about operations and actions, their nouns as links. */
import { formatAddress } from '@trellis/crypto';
import {
  aliasText,
  type Noun,
  type Operation,
  type Sentence,
  visibleText,
} from '@trellis/protocol';
import type { JSX } from 'preact';
import { shortAddress, shortHash, timeText } from '../format.ts';
import { operationSentence } from '../words.ts';
import { Amount, AmountNumber } from './amount.tsx';
import { AccountLink, AssetLink, HoldLink, ProposalLink } from './links.tsx';

/** `isWhole`: addresses whole, for those who compare them. */
export function SentenceLine({
  sentence,
  isWhole = false,
}: {
  readonly sentence: Sentence;
  readonly isWhole?: boolean;
}): JSX.Element {
  return (
    <>
      {sentence.map((part) =>
        typeof part === 'string' ? visibleText(part) : <NounView noun={part} isWhole={isWhole} />,
      )}
    </>
  );
}

/** The sentence for an operation. */
export function OperationLine({ operation }: { readonly operation: Operation }): JSX.Element {
  return <SentenceLine sentence={operationSentence(operation)} />;
}

function NounView({
  noun,
  isWhole,
}: {
  readonly noun: Noun;
  readonly isWhole: boolean;
}): JSX.Element {
  switch (noun.type) {
    case 'account':
      return <AccountLink address={noun.account} isWhole={isWhole} />;
    case 'key':
      return <Short text={formatAddress(noun.key)} short={shortAddress} />;
    case 'units':
      return <Amount amount={noun.amount} asset={noun.asset} />;
    case 'moreUnits':
      return <AmountNumber amount={noun.amount} asset={noun.asset} />;
    case 'asset':
      return <AssetLink asset={noun.asset} />;
    case 'hold':
      return <HoldLink id={noun.hold} />;
    case 'alias':
      return <span class="mono">{aliasText(noun.alias)}</span>;
    case 'mandate':
      return <Short text={noun.mandate} short={shortHash} />;
    case 'proposal':
      return <ProposalLink number={noun.proposal} />;
    case 'time':
      return <>{timeText(noun.time)}</>;
    case 'hex':
      return <Short text={noun.hex} short={shortHash} />;
  }
}

/** What is too long for a sentence, whole under the pointer. */
function Short({
  text,
  short,
}: {
  readonly text: string;
  readonly short: (text: string) => string;
}): JSX.Element {
  return (
    <span class="mono" title={text}>
      {short(text)}
    </span>
  );
}
