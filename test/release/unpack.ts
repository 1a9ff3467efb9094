/** Released packages as an installation lays them out, from their tarballs, without a registry to ask. */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar';
import type { BuiltPackage } from '../../scripts/release/build.ts';
import { type Manifest, root, workspacePackages } from '../../scripts/release/packages.ts';

/** Unpacks all into the `node_modules` of a folder, and links what they depend on to what is installed here. */
export async function unpackInto(folder: string, built: readonly BuiltPackage[]): Promise<void> {
  const modules = join(folder, 'node_modules');
  for (const { name, tarball } of built) {
    const to = join(modules, name);
    mkdirSync(to, { recursive: true });
    await extract({ file: tarball, cwd: to, strip: 1 });
    const { dependencies = {} }: Manifest = JSON.parse(
      readFileSync(join(to, 'package.json'), 'utf8'),
    );
    const released = built.map((one) => one.name);
    for (const dependency of Object.keys(dependencies)) {
      if (!released.includes(dependency)) link(dependency, join(to, 'node_modules'));
    }
  }
}

/** Whichever package of the workspace has it: all have the same version, which a bundle relies on too. */
function link(name: string, modules: string): void {
  const places = [root, ...workspacePackages().map(({ path }) => path)];
  const installed = places
    .map((place) => join(place, 'node_modules', name))
    .find((place) => existsSync(place));
  if (installed === undefined) throw new Error(`${name} is not installed`);
  mkdirSync(join(modules, name, '..'), { recursive: true });
  symlinkSync(installed, join(modules, name));
}
