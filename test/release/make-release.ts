/** A release as tests build it, in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltPackage, buildRelease } from '../../scripts/release/build.ts';

export interface Release {
  readonly built: readonly BuiltPackage[];
  readonly libraries: readonly BuiltPackage[];
  /** An empty folder for what a test makes of it. */
  folder(): string;
  remove(): void;
}

export async function makeRelease(): Promise<Release> {
  const place = mkdtempSync(join(tmpdir(), 'trellis-release-test-'));
  const built = await buildRelease(join(place, 'release'));
  return {
    built,
    libraries: built.filter(({ kind }) => kind === 'library'),
    folder: () => mkdtempSync(join(place, 'folder-')),
    remove: () => rmSync(place, { recursive: true }),
  };
}
