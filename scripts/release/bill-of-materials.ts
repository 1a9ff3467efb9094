/** The bill of materials of a released package: what it is made of and depends on, as CycloneDX 1.6. */
import { Enums, Models, Serialize, SPDX, Spec } from '@cyclonedx/cyclonedx-library';
import {
  closureOf,
  dependenciesOf,
  type Locked,
  type LockedPackage,
  type LockFile,
  lockedId,
  lockedPackage,
  readLockFile,
} from './lock-file.ts';
import {
  type ReleasedPackage,
  readManifest,
  releasedPackages,
  root,
  workspacePackages,
} from './packages.ts';

/**
 * As JSON. All that is bundled or installed with it is listed alike, private packages too. It has no date and no serial
 * number, so that the same release gives the same text.
 */
export function billOfMaterials({ folder }: ReleasedPackage): string {
  const lock = readLockFile();
  const subject: Locked = { type: 'own', folder };
  const parts = closureOf(lock, subject).map((one) => [one, componentOf(lock, one)] as const);
  const byId = new Map(parts.map(([one, made]) => [lockedId(one), made]));
  const bom = new Models.Bom();
  for (const [one, made] of parts) {
    if (lockedId(one) === folder) bom.metadata.component = made;
    else bom.components.add(made);
    for (const dependency of dependenciesOf(lock, one)) {
      const other = byId.get(lockedId(dependency));
      if (other !== undefined) made.dependencies.add(other.bomRef);
    }
  }
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function componentOf(lock: LockFile, one: Locked): Models.Component {
  if (one.type === 'other') return lockedComponent(lockedPackage(lock, one.key));
  const own = workspacePackages().find(({ folder }) => folder === one.folder);
  if (own === undefined) throw new Error(`there is no package in ${one.folder}`);
  const released = releasedPackages().find(({ folder }) => folder === one.folder);
  const { name, version } = own.manifest;
  return component(released?.name ?? name, version, readManifest(root).license);
}

function component(name: string, version: string, license: string | undefined): Models.Component {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const type = Enums.ComponentType.Library;
  const made = new Models.Component(type, name, { version, purl, bomRef: purl });
  if (license !== undefined) made.licenses.add(licenseModel(license));
  return made;
}

type LicenseModel = Models.LicenseExpression | Models.SpdxLicense | Models.NamedLicense;

function licenseModel(license: string): LicenseModel {
  if (SPDX.isSupportedSpdxId(license)) return new Models.SpdxLicense(license);
  return / (OR|AND|WITH) /.test(license)
    ? new Models.LicenseExpression(license)
    : new Models.NamedLicense(license);
}

function lockedComponent({ name, version, license, sha512 }: LockedPackage): Models.Component {
  const made = component(name, version, license);
  const tarball = new Models.ExternalReference(
    `https://registry.npmjs.org/${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`,
    Enums.ExternalReferenceType.Distribution,
  );
  const hash = Buffer.from(sha512, 'base64').toString('hex');
  tarball.hashes.set(Enums.HashAlgorithm['SHA-512'], hash);
  made.externalReferences.add(tarball);
  return made;
}
