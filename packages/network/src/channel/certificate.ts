/**
 * The certificate that a node shows: X.509 with an ML-DSA-65 key (RFC 9881), signed by itself. Who may
 * connect is decided by the ledger, not by an authority; the certificate only binds together the
 * network key, the libp2p peer id, the chain, and a short time.
 */
import { createHash, createPublicKey, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { PrivateKey } from '@libp2p/interface';
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
import { type Address, keyAddress } from '@trellis/crypto';
import type { CertificateFacts, PeerName } from '@trellis/engine';
import type { NetworkKey } from './network-key.ts';
import type { RefusalCode } from './refusal.ts';
import { signedKeyOid, signingPeer, signKey } from './signed-key.ts';

/** id-ml-dsa-65 (RFC 9881 §2). */
const mlDsa65 = '2.16.840.1.101.3.4.3.18';
const organizationName = '2.5.4.10';
const commonName = '2.5.4.3';
const organization = 'Trellis';

/** A certificate of ours has about 5.7 kB. */
const certificateBytesMax = 8 * 1024;

/** Clocks of honest nodes may differ by this much. */
export const clockSkewMs = 5 * 60_000;

/** Short: one that was stolen with its key is of no use for long once the key is replaced. */
export const certificateLifetimeMs = 24 * 3_600_000;

/** Longer ones are refused; above our own lifetime, so that it can change on a running network. */
export const certificateLifetimeMaxMs = 7 * certificateLifetimeMs;

/** Who shows a certificate, and on which chain. */
export interface ChannelIdentity {
  readonly networkKey: NetworkKey;
  /** The key behind the libp2p peer id. */
  readonly peerKey: PrivateKey;
  readonly chainId: string;
}

/** Who a peer proved to be. */
export interface PeerIdentity {
  readonly networkKey: Address;
  readonly peer: PeerName;
}

/** The certificate of this identity (DER), valid around `now` (milliseconds). */
export async function makeCertificate(
  { networkKey, peerKey, chainId }: ChannelIdentity,
  now: number,
  lifetimeMs = certificateLifetimeMs,
): Promise<Uint8Array> {
  const spki = createPublicKey(networkKey.privateKey).export({ type: 'spki', format: 'der' });
  const signedKey = await signKey(peerKey, spki);
  const serialNumber = randomBytes(16);
  // Positive and never zero in front, as DER wants an INTEGER of 16 bytes.
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: mlDsa65 });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bufferOf(serialNumber),
    signature: signatureAlgorithm,
    issuer: nameOf(chainId),
    validity: new Validity({
      notBefore: new Date(now - clockSkewMs),
      notAfter: new Date(now + lifetimeMs),
    }),
    subject: nameOf(chainId),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    extensions: new Extensions([
      new Extension({ extnID: signedKeyOid, extnValue: new OctetString(bufferOf(signedKey)) }),
    ]),
  });
  const signed = new Uint8Array(AsnConvert.serialize(tbsCertificate));
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm,
    signatureValue: bufferOf(sign(null, signed, networkKey.privateKey)),
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

export type CertificateVerdict =
  | {
      readonly ok: true;
      readonly identity: PeerIdentity;
      readonly certificate: CertificateFacts;
    }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail: string };

/**
 * What a peer's certificate proves, once TLS has shown that the peer holds its key. Everything that
 * comes from outside is judged, the cheapest first.
 */
export async function judgeCertificate(
  der: Uint8Array,
  chainId: string,
  now: number,
): Promise<CertificateVerdict> {
  if (der.length > certificateBytesMax) {
    return refuse('certificate_too_large', `a certificate of ${der.length} bytes`);
  }
  const parsed = parse(der);
  if (parsed === undefined) return refuse('malformed_certificate', 'not an X.509 certificate');
  const { certificate, names, signedKey } = parsed;
  const { publicKey } = certificate;
  if (publicKey.asymmetricKeyType !== 'ml-dsa-65') {
    return refuse('wrong_scheme', `a key of the type ${publicKey.asymmetricKeyType}`);
  }
  if (now < certificate.validFromDate.getTime()) {
    return refuse('not_yet_valid_certificate', `valid from ${certificate.validFrom}`);
  }
  if (now >= certificate.validToDate.getTime()) {
    return refuse('expired_certificate', `valid until ${certificate.validTo}`);
  }
  if (
    certificate.validToDate.getTime() - certificate.validFromDate.getTime() >
    certificateLifetimeMaxMs
  ) {
    return refuse('malformed_certificate', `valid for too long, until ${certificate.validTo}`);
  }
  if (names.issuer !== names.subject || names.subject !== nameText(chainId)) {
    return refuse('other_chain', 'it was not made for this chain');
  }
  if (!certificate.verify(publicKey)) {
    return refuse('bad_certificate_signature', 'it is not signed by its own key');
  }
  if (signedKey === undefined) {
    return refuse('malformed_certificate', 'it has no peer key');
  }
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const peer = await signingPeer(signedKey, spki);
  if (peer === undefined) {
    return refuse('bad_peer_signature', 'its peer key has not signed its network key');
  }
  const raw = publicKey.export({ format: 'raw-public' });
  return {
    ok: true,
    identity: { networkKey: keyAddress('ml-dsa-65', raw), peer },
    certificate: factsOf(certificate),
  };
}

/** What is shown of a certificate of our own (DER). */
export function certificateFacts(der: Uint8Array): CertificateFacts {
  return factsOf(new X509Certificate(der));
}

function factsOf({ raw, validFromDate, validToDate }: X509Certificate): CertificateFacts {
  return {
    fingerprint: createHash('sha256').update(raw).digest('hex'),
    validFrom: validFromDate.getTime(),
    validUntil: validToDate.getTime(),
  };
}

/** The certificate as PEM, as TLS takes it. */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function refuse(code: RefusalCode, detail: string): CertificateVerdict {
  return { ok: false, code, detail };
}

/** The certificate as OpenSSL reads it, and what it does not read for us. */
function parse(der: Uint8Array):
  | {
      readonly certificate: X509Certificate;
      readonly names: { readonly issuer: string; readonly subject: string };
      readonly signedKey: Uint8Array | undefined;
    }
  | undefined {
  try {
    const certificate = new X509Certificate(der);
    // OpenSSL reads over what follows a certificate: there would be many forms of each.
    if (certificate.raw.length !== der.length) return undefined;
    const { tbsCertificate } = AsnConvert.parse(der, Certificate);
    const extensions = [...(tbsCertificate.extensions ?? [])];
    const [extension, ...rest] = extensions;
    // An extension that we don't know could change what the certificate means.
    if (rest.length > 0 || (extension !== undefined && extension.extnID !== signedKeyOid)) {
      return undefined;
    }
    const { issuer, subject } = certificate;
    // Reading the key here makes a malformed one a malformed certificate.
    if (certificate.publicKey.type !== 'public') return undefined;
    return {
      certificate,
      names: { issuer, subject },
      signedKey: extension && new Uint8Array(extension.extnValue.buffer),
    };
  } catch {
    return undefined;
  }
}

function nameOf(chainId: string): Name {
  const part = (type: string, value: string): RelativeDistinguishedName =>
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: value }) }),
    ]);
  return new Name([part(organizationName, organization), part(commonName, chainId)]);
}

/** How Node shows the name. */
function nameText(chainId: string): string {
  return `O=${organization}\nCN=${chainId}`;
}

/** The bytes as a buffer of their own, as the library wants them. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
