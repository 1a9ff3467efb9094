/**
 * The certificate that a node shows: X.509 with an ML-DSA-65 key (RFC 9881), signed by itself. Who may
 * connect is decided by the ledger, not by an authority; the certificate only binds together the
 * network key, the libp2p peer id, the chain, and a short time.
 */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import type { PrivateKey } from '@libp2p/interface';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { type Address, keyAddress, primitives } from '@trellis/crypto';
import type { CertificateFacts, PeerName } from '@trellis/engine';
import type { NetworkKey } from './network-key.ts';
import type { RefusalCode } from './refusal.ts';
import { signedKeyOid, signingPeer, signKey } from './signed-key.ts';
import { certificateExtension, signCertificate } from './x509.ts';

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
  const key = networkKey.privateKey;
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const name = [
    ['organization', organization],
    ['commonName', chainId],
  ] as const;
  return signCertificate({
    subject: name,
    key,
    issuer: name,
    issuerKey: key,
    algorithm: { oid: primitives['ml-dsa-65'].oid, hash: null },
    validFrom: now - clockSkewMs,
    validUntil: now + lifetimeMs,
    extensions: [certificateExtension(signedKeyOid, await signKey(peerKey, spki))],
  });
}

export type CertificateValidation =
  | {
      readonly ok: true;
      readonly identity: PeerIdentity;
      readonly certificate: CertificateFacts;
    }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail: string };

/**
 * What a peer's certificate proves, once TLS has shown that the peer holds its key. Everything that
 * comes from outside is validated, the cheapest first.
 */
export async function validateCertificate(
  der: Uint8Array,
  chainId: string,
  now: number,
): Promise<CertificateValidation> {
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

function refuse(code: RefusalCode, detail: string): CertificateValidation {
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

/** How Node shows the name. */
function nameText(chainId: string): string {
  return `O=${organization}\nCN=${chainId}`;
}
