/** Moving damaged files out of the way. Nothing is deleted: what is in them may be of use to people. */
import { access, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '@trellis/crypto/files';

/** The database in a data folder. */
export function chainPath(dataFolder: string): string {
  return join(dataFolder, 'chain');
}

/** Renames a file or folder to `NAME.damaged-TIME`; where to. `null` when there is none. */
export async function moveAside(path: string, now: number): Promise<string | null> {
  if (!(await exists(path))) return null;
  const target = await freeName(path, now);
  await rename(path, target);
  await syncFolder(dirname(path));
  return target;
}

/** `NAME.damaged-TIME`, with a number behind it if that is taken. */
export async function freeName(path: string, now: number): Promise<string> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const first = `${path}.damaged-${time}`;
  let name = first;
  for (let count = 2; await exists(name); count++) name = `${first}-${count}`;
  return name;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
