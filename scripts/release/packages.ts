/** What is released: every package of the workspace whose manifest does not say `private`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The parts of a `package.json` that the release reads. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly sideEffects?: boolean | readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Its folder's name below `packages`. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
}

export interface ReleasedPackage extends WorkspacePackage {
  /** A library keeps its name; a command is released under the name by which it is called. */
  readonly name: string;
  readonly kind: 'library' | 'command';
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** All packages of the workspace, by folder. */
export function workspacePackages(): readonly WorkspacePackage[] {
  return readdirSync(join(root, 'packages'))
    .sort()
    .map((folder) => {
      const path = join(root, 'packages', folder);
      return { folder, path, manifest: readManifest(path) };
    });
}

/** Those that are released. */
export function releasedPackages(): readonly ReleasedPackage[] {
  return workspacePackages()
    .filter(({ manifest }) => manifest.private !== true)
    .map((one) => {
      const [command] = Object.keys(one.manifest.bin ?? {});
      return command === undefined
        ? { ...one, name: one.manifest.name, kind: 'library' }
        : { ...one, name: command, kind: 'command' };
    });
}

/** A face that only the repository needs: what tests share, and what builds the package. */
export const isInternalFace = (face: string): boolean => /^\.\/(testing|build)(\/|$)/.test(face);

/** The faces that are released, each with its source file. */
export function releasedFaces({ exports = {} }: Manifest): readonly (readonly [string, string])[] {
  return Object.entries(exports).filter(([face]) => !isInternalFace(face));
}
