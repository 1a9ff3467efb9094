/** Builds everything that is released into a folder: tarballs, and beside each its bill of materials. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billOfMaterials } from './bill-of-materials.ts';
import { type BuiltCode, bundleCommand } from './bundle-command.ts';
import { compileLibraries, placeLibrary } from './compile-libraries.ts';
import { releasedManifest } from './manifest.ts';
import { type ReleasedPackage, releasedPackages, root } from './packages.ts';
import { releasedReadme } from './readme.ts';
import { writeTarball } from './tarball.ts';

/** A package that was built. */
export interface BuiltPackage extends ReleasedPackage {
  /** Its files, as an installation has them. */
  readonly files: string;
  readonly tarball: string;
  readonly billOfMaterials: string;
}

/** Builds into `to`, which it empties before. */
export async function buildRelease(to: string): Promise<readonly BuiltPackage[]> {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const released = releasedPackages();
  const stage = mkdtempSync(join(tmpdir(), 'trellis-release-'));
  try {
    compileLibraries(
      released.filter(({ kind }) => kind === 'library'),
      stage,
    );
    const built: BuiltPackage[] = [];
    for (const one of released) built.push(await buildPackage(one, stage, to));
    return built;
  } finally {
    rmSync(stage, { recursive: true });
  }
}

async function buildPackage(
  one: ReleasedPackage,
  stage: string,
  to: string,
): Promise<BuiltPackage> {
  const files = join(to, 'files', one.name);
  mkdirSync(files, { recursive: true });
  const { program, dependencies } =
    one.kind === 'library' ? buildLibrary(one, stage, files) : await bundleCommand(one, files);
  writeFileSync(join(files, 'package.json'), releasedManifest(one, dependencies, program));
  const readme = readFileSync(join(one.path, 'README.md'), 'utf8');
  writeFileSync(join(files, 'README.md'), releasedReadme(readme, one.name));
  cpSync(join(root, 'LICENSE'), join(files, 'LICENSE'));
  cpSync(join(one.path, 'CHANGELOG.md'), join(files, 'CHANGELOG.md'));

  const tarball = join(to, `${fileName(one)}.tgz`);
  await writeTarball(tarball, files, program === null ? [] : [program]);
  const bill = join(to, `${fileName(one)}.cdx.json`);
  writeFileSync(bill, billOfMaterials(one));
  return { ...one, files, tarball, billOfMaterials: bill };
}

function buildLibrary(one: ReleasedPackage, stage: string, files: string): BuiltCode {
  placeLibrary(one, stage, files);
  return { program: null, dependencies: releasedDependencies(one) };
}

/** Those of the manifest; what belongs to the workspace by its version. */
function releasedDependencies({ manifest }: ReleasedPackage): Readonly<Record<string, string>> {
  const released = new Map(releasedPackages().map((one) => [one.name, one.manifest.version]));
  return Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).map(([name, version]) => {
      if (!version.startsWith('workspace:')) return [name, version];
      const own = released.get(name);
      if (own === undefined) throw new Error(`${manifest.name} needs ${name}, which is private`);
      return [name, own];
    }),
  );
}

/** As `npm pack` names it. */
function fileName({ name, manifest }: ReleasedPackage): string {
  return `${name.replace('@', '').replace('/', '-')}-${manifest.version}`;
}
