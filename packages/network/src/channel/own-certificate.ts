/** The certificate that a node shows, made again when half of its time has passed, and TLS contexts with it. */
import type { KeyObject } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { CertificateFacts } from '@trellis/engine';
import {
  type ChannelIdentity,
  certificateFacts,
  certificateLifetimeMs,
  makeCertificate,
} from './certificate.ts';
import { createContext, type HandshakeOptions } from './handshake.ts';

type ContextFor = HandshakeOptions['contextFor'];

export interface OwnCertificate {
  /** Contexts with the certificate of this moment. */
  contexts(): Promise<ContextFor>;
  /** `null` before the first connection. */
  facts(): CertificateFacts | null;
}

/** Made when it is first asked for. */
export function createOwnCertificate(identity: ChannelIdentity, now: () => number): OwnCertificate {
  let current: { readonly contexts: Promise<ContextFor>; readonly renewAt: number } | null = null;
  let facts: CertificateFacts | null = null;

  async function make(): Promise<ContextFor> {
    const certificate = await makeCertificate(identity, now());
    facts = certificateFacts(certificate);
    return contextsWith(certificate, identity.networkKey.privateKey);
  }

  return {
    contexts() {
      if (current === null || now() >= current.renewAt) {
        current = { contexts: make(), renewAt: now() + certificateLifetimeMs / 2 };
      }
      return current.contexts;
    },
    facts: () => facts,
  };
}

/** Contexts with this certificate, one for each list of groups that is asked for. */
function contextsWith(certificate: Uint8Array, privateKey: KeyObject): ContextFor {
  const made = new Map<string, SecureContext>();
  return (groups) => {
    const name = groups.join();
    const context = made.get(name) ?? createContext({ certificate, privateKey, groups });
    made.set(name, context);
    return context;
  };
}
