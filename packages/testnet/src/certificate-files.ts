/** The certificates that nodes of a testnet show over HTTPS, as files: of all at first, and of one that comes later. */

import { X509Certificate } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@trellis/crypto/files';
import { nodeFiles } from '@trellis/node';
import {
  type CertificateKey,
  certificateKeys,
  makeDevelopmentCertificates,
} from './development-certificates.ts';
import { authorityPath, nodeFolder } from './layout.ts';

/**
 * Makes certificates for nodes, of a new authority that is added to those that the testnet's clients trust. Its
 * name must be no other authority's, or clients may try the wrong one's key. Returns its own certificate, PEM.
 */
export async function writeCertificates(
  folder: string,
  authorityName: string,
  nodes: readonly string[],
  keyType: CertificateKey,
): Promise<string> {
  const made = makeDevelopmentCertificates(authorityName, nodes, keyType, Date.now());
  await appendFile(authorityPath(folder), made.authority);
  for (const [index, { certificate, key }] of made.nodes.entries()) {
    const path = nodeFolder(folder, { name: nodes[index] ?? '' });
    await writeFile(join(path, nodeFiles.tlsCertificate), certificate);
    await replaceFile(join(path, nodeFiles.tlsKey), key);
  }
  return made.authority;
}

/** With what kind of key a node's certificate was made. */
export async function readCertificateKey(
  folder: string,
  node: { readonly name: string },
): Promise<CertificateKey> {
  const pem = await readFile(join(nodeFolder(folder, node), nodeFiles.tlsCertificate));
  const type = new X509Certificate(pem).publicKey.asymmetricKeyType;
  return certificateKeys.find((known) => known === type) ?? 'ecdsa-p256';
}
