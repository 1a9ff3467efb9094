/** What became of a transaction. */
import type { JSX } from 'preact';

export function Outcome({ status }: { readonly status: string }): JSX.Element {
  return <span class={status === 'success' ? 'good' : 'bad'}>{status.replaceAll('_', ' ')}</span>;
}
