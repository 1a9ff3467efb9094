/** A point in time in the reader's zone; pausing over it tells it in UTC, and how long ago it was. */
import type { JSX } from 'preact';
import { agoText, timeText } from '../format.ts';
import { t } from '../language.ts';

export function Moment({ time }: { readonly time: bigint | number }): JSX.Element {
  const ms = Number(time);
  const iso = new Date(ms).toISOString();
  const distance = Date.now() - ms;
  const relative = distance < 0 ? t('in {0}', agoText(-distance)) : t('{0} ago', agoText(distance));
  const utc = iso.replace('T', ' ').replace('Z', ' UTC');
  return (
    <time dateTime={iso} title={`${utc}, ${relative}`}>
      {timeText(ms)}
    </time>
  );
}
