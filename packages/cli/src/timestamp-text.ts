/** Points in time as users write and read them: block times, milliseconds since 1970. */
import { UsageError } from './command-error.ts';
import { spanMs } from './duration.ts';

/**
 * The whole second that a text such as `2026-12-24T18:00:00Z`, or `30s`, `10m`, `2h`, `7d` from `now` on,
 * means; parts of a second count as a whole one. Throws `UsageError`.
 */
export function readTimestamp(text: string, now: number = Date.now()): bigint {
  const span = spanMs(text, ['s', 'm', 'h', 'd']);
  if (span !== undefined) return wholeSecond(now + span);
  // Without a zone a date would mean another time on every machine.
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const ms = Date.parse(text);
    if (Number.isFinite(ms) && ms >= 0) return wholeSecond(ms);
  }
  throw new UsageError(
    'bad_time',
    `"${text}" is not a time: write 30s, 10m, 2h or 7d from now, or a date such as 2026-12-24T18:00:00Z`,
  );
}

/** `2026-12-24T18:00:00Z`; milliseconds for what is beyond any calendar. */
export function showTimestamp(ms: bigint): string {
  // ECMA-262 §21.4.1.1: the last moment that a Date can be.
  if (ms > 8_640_000_000_000_000n) return `${ms} ms after 1970`;
  return new Date(Number(ms)).toISOString().replace('.000Z', 'Z');
}

function wholeSecond(ms: number): bigint {
  return BigInt(Math.ceil(ms / 1_000)) * 1_000n;
}
