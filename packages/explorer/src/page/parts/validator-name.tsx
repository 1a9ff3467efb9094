/** A validator by the name of its node, as far as the node here tells it. */

import { getValidators } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { visibleText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { shortAddress } from '../format.ts';
import { pathTo } from '../router.ts';
import { createStore, useStore } from '../store.ts';

const names = createStore<ReadonlyMap<Address, string>>(new Map());
let asked = false;

export function ValidatorName({ address }: { readonly address: Address }): JSX.Element {
  const { session } = useApp();
  const name = useStore(names).get(address);
  useEffect(() => {
    if (asked) return;
    asked = true;
    getValidators(session.transport).then(
      ({ validators }) =>
        names.change(() => new Map(validators.map((one) => [one.address, visibleText(one.name)]))),
      () => {
        asked = false;
      },
    );
  }, []);
  const text = formatAddress(address);
  return (
    <a href={pathTo('validators')} title={text} class={name ? undefined : 'mono'}>
      {name || shortAddress(text)}
    </a>
  );
}
