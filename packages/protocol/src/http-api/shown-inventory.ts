/** What people are shown of a node's cryptographic inventory, a CycloneDX document (ECMA-424) with properties of its own. */
import type { Json } from '../codec.ts';
import type { ForeignText } from '../foreign-text.ts';

export interface ShownInventory {
  readonly components: readonly {
    readonly name: ForeignText;
    /** Of algorithms, keys and certificates; unknown for what has no strength of its own. */
    readonly isPostQuantum: boolean | null;
    readonly uses: readonly ForeignText[];
  }[];
  /** What a quantum computer would open, in sentences. */
  readonly exposed: readonly ForeignText[];
}

/** A standard's document has more fields than are shown: what is not there is passed over. */
export function shownInventory(inventory: Json): ShownInventory {
  const components = items(field(inventory, 'components')).map((component) => {
    const [answer] = properties(component, 'postQuantum');
    return {
      name: textOf(field(component, 'name')),
      isPostQuantum: answer === undefined ? null : answer === 'true',
      uses: properties(component, 'use'),
    };
  });
  return { components, exposed: properties(field(inventory, 'metadata') ?? null, 'exposed') };
}

function field(json: Json, name: string): Json | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return (json as Readonly<Record<string, Json>>)[name];
}

function items(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : '';
}

function properties(component: Json, name: string): readonly string[] {
  return items(field(component, 'properties'))
    .filter((property) => field(property, 'name') === `trellis:${name}`)
    .map((property) => textOf(field(property, 'value')));
}
