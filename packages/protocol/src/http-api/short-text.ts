/** Names and sentences in answers. */
import { foreignText } from '../codec-basic.ts';

/** Up to 256 bytes of UTF-8. */
export const shortText = foreignText(256, 'text');
