/** What an account is called, and who says so. */
import type { AliasHolder } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { aliasText, visibleText } from '@trellis/protocol';
import { t } from '../page/language.ts';

export function holderText({ alias, directory, isDirectory }: AliasHolder): string {
  const [called, by] = [visibleText(aliasText(alias)), formatAddress(directory)];
  return isDirectory
    ? t('{0}, confirmed by {1}', called, by)
    : t('{0}, confirmed by {1}, which is no directory any more', called, by);
}
