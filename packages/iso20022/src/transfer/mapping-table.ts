/** What becomes of each field of a message that asks to pay: one table a message, which the documentation shows. */

/**
 * `carried`: it is part of the payment on the ledger. `checked`: it is compared with what the file or the ledger says.
 * `answered`: the answer repeats it. `refused`: the ledger can't do it, so what asks for it is rejected. `left`: it
 * stays in the file, and the report says so.
 */
export type Treatment = 'carried' | 'checked' | 'answered' | 'refused' | 'left';

export interface MappingRow {
  /** From below the message's own element on; what is below has the same treatment, unless a row of its own. */
  readonly path: string;
  readonly treatment: Treatment;
  /** What of the payment it becomes. */
  readonly field?: string;
  /** How it is read, checked or answered. */
  readonly rule: string;
  /** What the ledger does not have of it. */
  readonly lost?: string;
}

type Extra = Omit<MappingRow, 'path' | 'treatment' | 'rule'>;

const rowOf =
  (treatment: Treatment) =>
  (path: string, rule: string, extra: Extra = {}): MappingRow => ({
    path,
    treatment,
    rule,
    ...extra,
  });

export const carried = (path: string, field: string, rule: string, lost?: string): MappingRow => ({
  ...{ path, treatment: 'carried' as const, field, rule },
  ...(lost === undefined ? {} : { lost }),
});
export const checked = rowOf('checked');
export const answered = rowOf('answered');
export const refused = rowOf('refused');
export const left = (path: string, rule: string, lost = 'all of it'): MappingRow => ({
  ...{ path, treatment: 'left' as const, rule, lost },
});

/** The rows at a place, and below it. */
export interface MappingNode {
  readonly row: MappingRow | undefined;
  readonly below: ReadonlyMap<string, MappingNode>;
}

/** The table as a tree, to walk a message by. */
export function mappingTree(rows: readonly MappingRow[], depth = 0): MappingNode {
  const names = new Set(rows.map(({ path }) => path.split('/')[depth]));
  const below = new Map<string, MappingNode>();
  for (const name of names) {
    if (name === undefined) continue;
    const within = rows.filter(({ path }) => path.split('/')[depth] === name);
    below.set(name, mappingTree(within, depth + 1));
  }
  return { row: rows.find(({ path }) => path.split('/').length === depth), below };
}
