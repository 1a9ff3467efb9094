/** Files that the user opens and saves. */
import { t } from '../page/language.ts';

/** The largest that is read: a transaction of a hundred payments has some dozens of kilobytes. */
const bytesMax = 1_000_000;

/** The text of a file that was chosen. Throws for one that is too large. */
export async function readChosenFile(input: HTMLInputElement): Promise<string | undefined> {
  const [file] = input.files ?? [];
  if (file === undefined) return undefined;
  if (file.size > bytesMax) throw new Error(t('the file is too large'));
  return file.text();
}

/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
