import type { ValueOf } from '../codec.ts';
import { text, uint16 } from '../codec-basic.ts';
import { container } from '../codec-composite.ts';
import { shortText } from './short-text.ts';

/** An error, as RFC 9457 problem details with the ledger's stable code. */
export const problemCodec = container({
  type: shortText,
  title: shortText,
  status: uint16,
  code: shortText,
  detail: text(4096, 'text', (value): value is string => value.isWellFormed()),
});

export type Problem = ValueOf<typeof problemCodec>;
