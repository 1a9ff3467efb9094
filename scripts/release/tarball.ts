/** A package as npm takes it: a tarball whose bytes follow from the files alone. */
import { chmodSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';

/** As npm itself dates what it packs: the zip format, which some readers convert to, knows nothing before 1980. */
const date = new Date('1985-10-26T08:15:00Z');

/** Writes the files below `folder` to `file`, in the order of their paths. Those in `programs` can be executed. */
export async function writeTarball(
  file: string,
  folder: string,
  programs: readonly string[],
): Promise<void> {
  const paths = globSync('**', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
  // What a umask left of the modes is no part of the files.
  for (const path of paths) chmodSync(join(folder, path), 0o644);
  for (const path of programs) chmodSync(join(folder, path), 0o755);
  await create(
    { file, cwd: folder, prefix: 'package', portable: true, mtime: date, gzip: { level: 9 } },
    paths,
  );
}
