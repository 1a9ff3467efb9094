/** Where the parts of a message that was read stood in its file. */
import type { Place } from '../xml/place.ts';

/** Lines are counted up to 2^33, columns up to 2^20. */
const columns = 2 ** 20;

export const packPlace = ({ line, column }: Place): number =>
  line * columns + Math.min(column, columns - 1);

const unpackPlace = (packed: number): Place => ({
  line: Math.floor(packed / columns),
  column: packed % columns,
});

/** By the name of a member, as many as there are; a list's is that of its first; its own is under ''. */
export type MemberPlaces = Map<string, number>;

export interface Places {
  /** Where a member begins, or what it would be a member of; the beginning of the file if neither was read. */
  of(parent: object, member?: string): Place;
  /** The members that were there, those that are not read included. */
  members(parent: object): readonly string[];
}

export function placesFrom(known: WeakMap<object, MemberPlaces>): Places {
  return {
    of(parent, member = '') {
      const members = known.get(parent);
      const packed = members?.get(member) ?? members?.get('');
      return packed === undefined ? { line: 1, column: 1 } : unpackPlace(packed);
    },
    members: (parent) => [...(known.get(parent)?.keys() ?? [])].filter((name) => name !== ''),
  };
}
