/** The HTTP API in the inventory: its certificate, its key, and what it offers to clients. */
import { isSchemeName } from '@trellis/crypto';
import type { ApiCertificate } from '../tls/identity.ts';
import { type Algorithm, groupAlgorithm, otherAlgorithms, schemeAlgorithm } from './algorithms.ts';
import {
  algorithmReference,
  type Component,
  postQuantum,
  property,
  protocolComponent,
} from './cyclone-dx.ts';

/** How the HTTP API is served. */
export interface ApiTls {
  /** Key exchanges, the most wanted first. */
  readonly groups: readonly string[];
  readonly requirePostQuantum: boolean;
  readonly certificate: ApiCertificate;
}

/** The algorithm of the API's key: operators choose it, and most authorities have classical ones alone. */
export function apiKeyAlgorithm({ keyType }: ApiCertificate): Algorithm {
  if (isSchemeName(keyType)) return schemeAlgorithm(keyType);
  return {
    name: keyType.startsWith('ec ') ? `ECDSA ${keyType.slice(3)}` : keyType.toUpperCase(),
    primitive: 'signature',
    functions: ['keygen', 'sign', 'verify'],
    quantumLevel: keyType.startsWith('slh-dsa') ? 1 : 0,
  };
}

/** Its key by the certificate's fingerprint, which is all that a reader can compare. */
export function apiComponents({ groups, requirePostQuantum, certificate }: ApiTls): Component[] {
  const algorithm = apiKeyAlgorithm(certificate);
  const offered = groups.map(groupAlgorithm);
  const key = `key/http-api/${certificate.fingerprint}`;
  const validUntil = new Date(certificate.validUntil).toISOString();
  return [
    {
      type: 'cryptographic-asset',
      'bom-ref': key,
      name: 'key of the HTTP API',
      cryptoProperties: {
        assetType: 'related-crypto-material',
        relatedCryptoMaterialProperties: {
          type: 'private-key',
          id: certificate.fingerprint,
          state: 'active',
          algorithmRef: algorithmReference(algorithm.name),
        },
      },
      properties: [
        property('use', 'proves the node to clients of its API'),
        postQuantum(algorithm),
      ],
    },
    {
      type: 'cryptographic-asset',
      'bom-ref': `certificate/${certificate.fingerprint}`,
      name: 'certificate of the HTTP API',
      cryptoProperties: {
        assetType: 'certificate',
        certificateProperties: {
          subjectName: certificate.subject,
          issuerName: certificate.issuer,
          notValidBefore: new Date(certificate.validFrom).toISOString(),
          notValidAfter: validUntil,
          signatureAlgorithmRef: algorithmReference(algorithm.name),
          subjectPublicKeyRef: key,
          certificateFormat: 'X.509',
        },
      },
      properties: [property('use', `the HTTP API, until ${validUntil}`), postQuantum(algorithm)],
    },
    protocolComponent(
      { 'bom-ref': 'protocol/http-api', name: 'TLS 1.3 of the HTTP API' },
      offered,
      otherAlgorithms.records,
      [property('postQuantumRequired', requirePostQuantum)],
    ),
  ];
}
