/** The certificate and the key that the HTTP API is served with: the operator's, and checked before anybody connects. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isPrivate } from '@trellis/crypto/files';
import { ConfigError } from '../config/config-error.ts';
import type { HttpConfig } from '../config/http-config.ts';

type TlsFiles = Pick<NonNullable<HttpConfig['tls']>, 'certificate' | 'key'>;

export interface TlsIdentity {
  /** The certificate with those of its authorities, PEM. */
  readonly certificates: Buffer;
  readonly key: Buffer;
  readonly facts: ApiCertificate;
}

/** What the API shows to its clients. */
export interface ApiCertificate {
  /** SHA-256 of the certificate, 64 hex digits. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** Its key, as `ec P-256`, `rsa 2048` or `ml-dsa-65`. */
  readonly keyType: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validUntil: number;
}

/** Throws `ConfigError` for files that are missing, unsafe, of no use, or not of each other, and outside their time. */
export async function readTlsIdentity(
  { certificate, key }: TlsFiles,
  now: number,
): Promise<TlsIdentity> {
  const certificates = await readPem('certificate', certificate);
  await requirePrivate(key);
  const keyPem = await readPem('key', key);
  const parsed = parseCertificate(certificates, certificate);
  const privateKey = parseKey(keyPem, key);
  if (!parsed.checkPrivateKey(privateKey)) {
    throw refuse(
      `${key} is not the key of the certificate ${certificate}; name the two that were made together`,
    );
  }
  const facts = factsOf(parsed);
  if (now >= facts.validUntil) {
    throw refuse(
      `the certificate ${certificate} expired on ${dateText(facts.validUntil)}; renew it`,
    );
  }
  if (now < facts.validFrom) {
    const from = dateText(facts.validFrom);
    throw refuse(
      `the certificate ${certificate} is valid from ${from} only; wait, or set this machine’s clock`,
    );
  }
  return { certificates, key: keyPem, facts };
}

async function readPem(what: keyof TlsFiles, path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `can’t be read (${error.code})`;
    throw new ConfigError('config_unreadable', `http.tls.${what}: ${path} ${why}`, {
      cause: error,
    });
  });
}

/** A key that others than its owner can read is not one to prove anything with. */
async function requirePrivate(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  // What else is there is refused when it is read: nobody is told to change the mode of a folder or a device.
  const isMeant = found?.isFile() === true || found?.isFIFO() === true;
  if (found === undefined || !isMeant || isPrivate(found)) return;
  throw refuse(`others than its owner may read the key ${path}; run: chmod 600 ${path}`);
}

function parseCertificate(pem: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw refuse(`${path} is no certificate in PEM ("-----BEGIN CERTIFICATE-----")`, error);
  }
}

function parseKey(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const why = /ENCRYPTED/.test(pem.toString('latin1'))
      ? 'is encrypted, and a node starts with nobody there to type its password; store it without one'
      : 'is no private key in PEM ("-----BEGIN PRIVATE KEY-----")';
    throw refuse(`${path} ${why}`, error);
  }
}

function factsOf(certificate: X509Certificate): ApiCertificate {
  const { publicKey } = certificate;
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    keyType: keyTypeOf(publicKey),
    validFrom: certificate.validFromDate.getTime(),
    validUntil: certificate.validToDate.getTime(),
  };
}

/** Names come with their parts in lines of their own. */
function nameText(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

function keyTypeOf({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): string {
  if (details?.namedCurve !== undefined) {
    return `ec ${details.namedCurve === 'prime256v1' ? 'P-256' : details.namedCurve}`;
  }
  const type = asymmetricKeyType ?? 'unknown';
  return details?.modulusLength === undefined ? type : `${type} ${details.modulusLength}`;
}

function dateText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function refuse(detail: string, cause?: unknown): ConfigError {
  return new ConfigError('tls_unusable', `http.tls: ${detail}`, { cause });
}
