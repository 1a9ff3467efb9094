/**
 * Certificates for the APIs of a testnet: of an authority that exists for this alone, and whose key is gone once it
 * has signed. Trusting it means trusting the nodes of this testnet and nobody else.
 */
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** Browsers know `ecdsa-p256`; whoever forges signatures with a quantum computer fails with `ml-dsa-65` alone. */
export const certificateKeys = ['ecdsa-p256', 'ml-dsa-65'] as const;
export type CertificateKey = (typeof certificateKeys)[number];

export interface DevelopmentCertificates {
  /** What clients trust, PEM. */
  readonly authority: string;
  /** A certificate for this machine and its key, PEM; for as many nodes as were asked for. */
  readonly nodes: readonly { readonly certificate: string; readonly key: string }[];
}

/** Signature algorithms: RFC 5758 §3.2, RFC 9881 §2. */
const signatureOids: Readonly<Record<CertificateKey, string>> = {
  'ecdsa-p256': '1.2.840.10045.4.3.2',
  'ml-dsa-65': '2.16.840.1.101.3.4.3.18',
};
const commonName = '2.5.4.3';
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
  const signed = (subject: string, key: KeyObject, extensions: Extension[]): string => {
    const serialNumber = randomBytes(16);
    // Positive and never zero in front, as DER wants an INTEGER of 16 bytes.
    serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: signatureOids[keyType] });
    const tbsCertificate = new TBSCertificate({
      version: Version.v3,
      serialNumber: bufferOf(serialNumber),
      signature: signatureAlgorithm,
      issuer: nameOf(issuer),
      validity: new Validity({
        notBefore: new Date(now - skewMs),
        notAfter: new Date(now + lifetimeMs),
      }),
      subject: nameOf(subject),
      subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
      extensions: new Extensions(extensions),
    });
    const bytes = new Uint8Array(AsnConvert.serialize(tbsCertificate));
    const signatureValue = bufferOf(
      sign(keyType === 'ecdsa-p256' ? 'sha256' : null, bytes, authority),
    );
    const certificate = new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue });
    return pemOf(new Uint8Array(AsnConvert.serialize(certificate)));
  };
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
  return new Extension({
    extnID: id_ce_basicConstraints,
    critical: true,
    extnValue: new OctetString(value),
  });
}

/** A testnet is reached by these names and no others. */
function thisMachine(): Extension {
  const names = new SubjectAlternativeName([
    new GeneralName({ dNSName: 'localhost' }),
    new GeneralName({ iPAddress: '127.0.0.1' }),
    new GeneralName({ iPAddress: '::1' }),
  ]);
  return new Extension({
    extnID: id_ce_subjectAltName,
    extnValue: new OctetString(AsnConvert.serialize(names)),
  });
}

function nameOf(text: string): Name {
  return new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({
        type: commonName,
        value: new AttributeValue({ utf8String: text }),
      }),
    ]),
  ]);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function pemOf(der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
