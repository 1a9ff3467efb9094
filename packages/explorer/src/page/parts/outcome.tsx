/** What became of a transaction. */
import type { UnknownCode } from '@trellis/protocol';
import type { JSX } from 'preact';
import { outcomeText } from '../words.ts';

export function Outcome({ status }: { readonly status: string | UnknownCode }): JSX.Element {
  return <span class={status === 'success' ? 'good' : 'bad'}>{outcomeText(status)}</span>;
}
