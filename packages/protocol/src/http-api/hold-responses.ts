/** Payments in two steps. */

import { open, reportedForm } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { hashCodec } from '../codec-basic.ts';
import { container, list } from '../codec-composite.ts';
import { holdFields, holdRecordCodec, holdReleaseCodec } from '../hold.ts';
import { limits } from '../limits.ts';
import { heightCodec } from '../scalars.ts';
import { provenEntryCodec } from './proven-entry.ts';

/** `GET /v1/holds/{id}`. No record: it was paid out, went back, or never was. */
export const holdResponseCodec = container({ entry: provenEntryCodec('hold') });

const reportedHoldCodec = reportedForm(
  holdRecordCodec,
  container({ ...holdFields, release: open(holdReleaseCodec) }),
);

/** `GET /v1/accounts/{address}/holds`: open ones that it pays, gets or decides; those that end first come first. */
export const holdsResponseCodec = container({
  height: heightCodec,
  holds: list(container({ id: hashCodec, hold: reportedHoldCodec }), limits.holdsShownMax),
});

export type HoldResponse = ValueOf<typeof holdResponseCodec>;
export type HoldsResponse = ValueOf<typeof holdsResponseCodec>;
