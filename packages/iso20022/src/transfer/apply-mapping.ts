/** Walks what was read by a mapping table: finds what can't be done, and what is not carried. */
import type { Finding } from '../read/finding.ts';
import type { Places } from '../read/places.ts';
import type { MappingNode, MappingRow } from './mapping-table.ts';

/** An element that stays in the file, and how often. */
export interface LeftOut {
  /** Of the first, with its number. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly count: number;
}

export interface LeftOutList {
  add(path: string, place: Omit<LeftOut, 'path' | 'rule' | 'count'>, rule: string): void;
  all(): readonly LeftOut[];
}

/** Counts by the path without numbers, as ten thousand transfers leave out the same. */
export function createLeftOutList(): LeftOutList {
  const byPath = new Map<string, LeftOut>();
  return {
    add(path, place, rule) {
      const plain = path.replace(/\[\d+\]/g, '');
      const before = byPath.get(plain);
      byPath.set(
        plain,
        before === undefined
          ? { path, ...place, rule, count: 1 }
          : { ...before, count: before.count + 1 },
      );
    },
    all: () => [...byPath.values()],
  };
}

interface Walk {
  readonly places: Places;
  readonly leftOut: LeftOutList;
  readonly reject: (finding: Finding) => void;
}

/** Applies the rows below a node to the members of a value; what has none is treated as what it is part of. */
export function applyMapping(
  value: object,
  node: MappingNode,
  path: string,
  walk: Walk,
  inherited: MappingRow | undefined = undefined,
): void {
  const own = node.row ?? inherited;
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of walk.places.members(value)) {
    const below = node.below.get(name);
    const one = members[name];
    if (below !== undefined && below.below.size > 0) {
      const parts = Array.isArray(one) ? one : [one];
      for (const [index, part] of parts.entries()) {
        if (typeof part !== 'object' || part === null) continue;
        const numbered = Array.isArray(one) ? `[${index + 1}]` : '';
        applyMapping(part, below, `${path}/${name}${numbered}`, walk, own);
      }
      continue;
    }
    applyRow(value, name, below?.row ?? own, path, walk);
  }
}

function applyRow(
  value: object,
  name: string,
  row: MappingRow | undefined,
  parent: string,
  { places, leftOut, reject }: Walk,
): void {
  const path = `${parent}/${name}`;
  const place = places.of(value, name);
  const treatment = row?.treatment ?? 'left';
  const rule = row?.rule ?? 'the ledger has no place for it';
  if (treatment === 'left') leftOut.add(path, place, rule);
  if (treatment === 'refused') {
    reject({
      ...{ code: 'not_supported', reason: 'AG03', severity: 'rejected', path, ...place },
      message: `${name} is not supported: ${rule}`,
    });
  }
}
