/**
 * Certificates for the APIs of a testnet: of an authority that exists for this alone, and whose key is gone once it
 * has signed. Trusting it means trusting the nodes of this testnet and nobody else.
 */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  type Extension,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';
import { primitives, toBase64 } from '@trellis/crypto';
import { certificateExtension, signCertificate } from '@trellis/network/channel';

/** Browsers know `ecdsa-p256`; whoever forges signatures with a quantum computer fails with `ml-dsa-65` alone. */
export const certificateKeys = ['ecdsa-p256', 'ml-dsa-65'] as const;
export type CertificateKey = (typeof certificateKeys)[number];

export interface DevelopmentCertificates {
  /** What clients trust, PEM. */
  readonly authority: string;
  /** A certificate for this machine and its key, PEM; for as many nodes as were asked for. */
  readonly nodes: readonly { readonly certificate: string; readonly key: string }[];
}

/** Of ECDSA: RFC 5758 §3.2. */
const signatureAlgorithms = {
  'ecdsa-p256': { oid: '1.2.840.10045.4.3.2', hash: 'sha256' },
  'ml-dsa-65': { oid: primitives['ml-dsa-65'].oid, hash: null },
} as const satisfies Record<CertificateKey, unknown>;
const lifetimeMs = 365 * 24 * 3_600_000;
/** Clocks may differ a little. */
const skewMs = 5 * 60_000;

/** New ones, valid around `now` (milliseconds). */
export function makeDevelopmentCertificates(
  authorityName: string,
  names: readonly string[],
  keyType: CertificateKey,
  now: number,
): DevelopmentCertificates {
  const issuer = `Trellis ${authorityName}`;
  const authority = newKey(keyType);
  const signed = (subject: string, key: KeyObject, extensions: readonly Extension[]): string =>
    pemOf(
      signCertificate({
        subject: [['commonName', subject]],
        key,
        issuer: [['commonName', issuer]],
        issuerKey: authority,
        algorithm: signatureAlgorithms[keyType],
        validFrom: now - skewMs,
        validUntil: now + lifetimeMs,
        extensions,
      }),
    );
  return {
    authority: signed(issuer, authority, [basicConstraints(true)]),
    nodes: names.map((name) => {
      const key = newKey(keyType);
      return {
        certificate: signed(name, key, [basicConstraints(false), thisMachine()]),
        key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    }),
  };
}

function newKey(keyType: CertificateKey): KeyObject {
  return keyType === 'ecdsa-p256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('ml-dsa-65').privateKey;
}

function basicConstraints(cA: boolean): Extension {
  const value = AsnConvert.serialize(new BasicConstraints({ cA }));
  return certificateExtension(id_ce_basicConstraints, value, true);
}

/** A testnet is reached by these names and no others. */
function thisMachine(): Extension {
  const names = new SubjectAlternativeName([
    new GeneralName({ dNSName: 'localhost' }),
    new GeneralName({ iPAddress: '127.0.0.1' }),
    new GeneralName({ iPAddress: '::1' }),
  ]);
  return certificateExtension(id_ce_subjectAltName, AsnConvert.serialize(names));
}

function pemOf(der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
