/** Names and values. */
import type { ComponentChildren, JSX } from 'preact';

export type Fact = readonly [name: string, value: ComponentChildren];

export interface FactsProps {
  readonly facts: readonly Fact[];
}

/** As a list, one below the other. */
export function Facts({ facts }: FactsProps): JSX.Element {
  return <Definitions kind="facts" facts={facts} />;
}

/** A few figures at a glance. */
export function Tiles({ facts }: FactsProps): JSX.Element {
  return <Definitions kind="tiles" facts={facts} />;
}

function Definitions({
  kind,
  facts,
}: FactsProps & { readonly kind: 'facts' | 'tiles' }): JSX.Element {
  return (
    <dl class={kind}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
