/** A file of one line: what it is, a value, and the CRC-32 of both, so that damage is seen. */
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

export type FoundLine =
  | { readonly state: 'missing' }
  | { readonly state: 'damaged' }
  | { readonly state: 'intact'; readonly value: string };

export function formatLine(kind: string, value: string): string {
  const said = `${kind} ${value}`;
  return `${said} ${crc32(said).toString(16).padStart(8, '0')}\n`;
}

/** What the file says, if it is of this kind. A file that can't be read counts as damaged. */
export async function readLine(path: string, kind: string): Promise<FoundLine> {
  try {
    const text = await readFile(path, 'utf8');
    const [, value] = text.split(' ');
    if (value === undefined || formatLine(kind, value) !== text) return { state: 'damaged' };
    return { state: 'intact', value };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { state: code === 'ENOENT' ? 'missing' : 'damaged' };
  }
}
