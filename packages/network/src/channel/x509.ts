/** Making X.509 certificates (RFC 5280) of any key that Node signs with. */
import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Extension,
  Extensions,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** Object identifiers of what names consist of. */
const nameOids = { organization: '2.5.4.10', commonName: '2.5.4.3' } as const;

/** The parts of a name, in order. */
type NameParts = readonly (readonly [part: keyof typeof nameOids, value: string])[];

export interface CertificateContent {
  readonly subject: NameParts;
  /** The private key that the certificate is for. */
  readonly key: KeyObject;
  readonly issuer: NameParts;
  readonly issuerKey: KeyObject;
  /** The signature algorithm, by its object identifier and the hash that it takes, if any. */
  readonly algorithm: { readonly oid: string; readonly hash: string | null };
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validUntil: number;
  readonly extensions: readonly Extension[];
}

/** Signs a certificate, with a random serial number (DER). */
export function signCertificate(content: CertificateContent): Uint8Array {
  const { key, issuerKey, algorithm, validFrom, validUntil } = content;
  const serialNumber = randomBytes(16);
  // Positive and never zero in front, as DER wants an INTEGER of 16 bytes.
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: algorithm.oid });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bufferOf(serialNumber),
    signature: signatureAlgorithm,
    issuer: nameOf(content.issuer),
    validity: new Validity({ notBefore: new Date(validFrom), notAfter: new Date(validUntil) }),
    subject: nameOf(content.subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    extensions: new Extensions([...content.extensions]),
  });
  const signed = new Uint8Array(AsnConvert.serialize(tbsCertificate));
  const signatureValue = bufferOf(sign(algorithm.hash, signed, issuerKey));
  const certificate = new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

/** An extension with the content of its octet string. */
export function certificateExtension(
  extnID: string,
  content: Uint8Array | ArrayBuffer,
  critical = false,
): Extension {
  const extnValue = new OctetString(bufferOf(new Uint8Array(content)));
  return new Extension({ extnID, extnValue, ...(critical && { critical }) });
}

function nameOf(parts: NameParts): Name {
  return new Name(
    parts.map(([part, value]) => {
      const type = nameOids[part];
      const attribute = new AttributeTypeAndValue({
        type,
        value: new AttributeValue({ utf8String: value }),
      });
      return new RelativeDistinguishedName([attribute]);
    }),
  );
}

/** The bytes as a buffer of their own, as the library wants them. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
