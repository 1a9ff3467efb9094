/** What became of a transaction. */
import { codeText, type UnknownCode } from '@trellis/protocol';
import type { JSX } from 'preact';

export function Outcome({ status }: { readonly status: string | UnknownCode }): JSX.Element {
  return (
    <span class={status === 'success' ? 'good' : 'bad'}>
      {codeText(status).replaceAll('_', ' ')}
    </span>
  );
}
