/** Names and sentences in answers. */
import { text } from '../codec-basic.ts';

/** Up to 256 bytes of UTF-8. */
export const shortText = text(256, 'text', (value): value is string => value.isWellFormed());
