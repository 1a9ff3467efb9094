/** What a node says of its own memory: of damage to what it stores, and whether it may sign. */
import { codeText, visibleText } from '@trellis/protocol';
import type { StatusResponse } from '@trellis/protocol/http-api';
import { codeWord } from './code-words.ts';
import { whole } from './format.ts';
import { t } from './language.ts';

/** In place of what a node does not report that is older than this page. */
export const notReported = (): string => t('unknown: the node is too old to report it');

/** Which damage it knows of, and how far the search for it is. */
export function storageText({ storage }: Pick<StatusResponse, 'storage'>): string {
  if (storage === null) return notReported();
  const { damaged, healed, rebuildingTo, scrub } = storage;
  if (rebuildingTo !== null) {
    return t('fetched again after damage, up to block {0}', whole(rebuildingTo));
  }
  const [first] = damaged;
  if (first !== undefined) {
    return t('{0} places are damaged, such as {1}', damaged.length, visibleText(first));
  }
  const repaired = healed === 0 ? t('no damage') : t('{0} damaged values repaired', healed);
  return `${repaired}, ${t('{0} values checked in pass {1}', scrub.read, scrub.passes + 1)}`;
}

/** Whether it is well, as far as it says. */
export const isStorageWell = ({ storage }: Pick<StatusResponse, 'storage'>): boolean =>
  storage === null || (storage.damaged.length === 0 && storage.rebuildingTo === null);

/** Whether the double-sign guard lets it sign. */
export function guardText({ guard }: Pick<StatusResponse, 'guard'>): string {
  if (guard === null) return notReported();
  const state = codeWord(codeText(guard.state));
  const limit =
    guard.limit === null ? '' : `, ${t('signs nothing up to block {0}', whole(guard.limit))}`;
  return `${state}${limit}`;
}
