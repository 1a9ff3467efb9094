/** What the lock file says of packages: which one was installed for a dependency, and the hash of its tarball. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readManifest, root } from './packages.ts';

export interface LockFile {
  readonly importers: Readonly<
    Record<
      string,
      { readonly dependencies?: Readonly<Record<string, { readonly version: string }>> }
    >
  >;
  readonly packages: Readonly<
    Record<string, { readonly resolution: { readonly integrity?: string } }>
  >;
  readonly snapshots: Readonly<
    Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>
  >;
}

export function readLockFile(): LockFile {
  return parse(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'));
}

/** A package of the workspace by its folder, or one of others by its key: name and version, and those of its peers. */
export type Locked =
  | { readonly type: 'own'; readonly folder: string }
  | { readonly type: 'other'; readonly key: string };

/** As text, which tells all apart. */
export const lockedId = (one: Locked): string => (one.type === 'own' ? one.folder : one.key);

/** What a package depends on. Dependencies that only some systems install are left out. */
export function dependenciesOf(lock: LockFile, one: Locked): readonly Locked[] {
  if (one.type === 'other') {
    const { dependencies = {} } = lock.snapshots[one.key] ?? {};
    return Object.entries(dependencies).map(([name, version]) => other(name, version));
  }
  const { dependencies = {} } = lock.importers[`packages/${one.folder}`] ?? {};
  return Object.entries(dependencies).map(([name, { version }]) => {
    const folder = version.replace(/^link:\.\.\//, '');
    return folder === version ? other(name, version) : { type: 'own', folder };
  });
}

const other = (name: string, version: string): Locked => ({
  type: 'other',
  key: `${name}@${version}`,
});

/** The package, and all that it depends on. */
export function closureOf(lock: LockFile, first: Locked): readonly Locked[] {
  const found = new Map<string, Locked>();
  const open = [first];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (found.has(lockedId(one))) continue;
    found.set(lockedId(one), one);
    open.push(...dependenciesOf(lock, one));
  }
  return [...found.values()];
}

/** What is known of a package of others. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Of its tarball, in base64. */
  readonly sha512: string;
  /** As its own manifest says. */
  readonly license: string | undefined;
}

export function lockedPackage(lock: LockFile, key: string): LockedPackage {
  const [plain = ''] = key.split('(');
  const at = plain.lastIndexOf('@');
  const [name, version] = [plain.slice(0, at), plain.slice(at + 1)];
  const integrity = lock.packages[plain]?.resolution.integrity ?? '';
  if (!integrity.startsWith('sha512-')) throw new Error(`the lock file has no hash of ${plain}`);
  const store = join(root, 'node_modules', '.pnpm');
  const place = `${name.replace('/', '+')}@${version}*/node_modules/${name}`;
  const [folder] = globSync(place, { cwd: store }).sort();
  if (folder === undefined) throw new Error(`${plain} is not installed`);
  const { license } = readManifest(join(store, folder));
  return { name, version, sha512: integrity.slice('sha512-'.length), license };
}
