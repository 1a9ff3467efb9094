/** Legal entity identifiers (ISO 17442). */
import { mod97 } from '@trellis/protocol';

/** Whether the check digits of an LEI are right. */
export const isLei = (lei: string): boolean => mod97(lei) === 1;
