/** What the cryptographic inventory of a node is made from. */
import type { MlDsaVerification, SchemeName } from '@trellis/crypto';
import type { CertificateFacts } from '@trellis/engine';
import type { SchemeRule } from '@trellis/protocol';
import type { ApiTls } from './api-components.ts';

export interface InventoryFacts {
  readonly version: string;
  readonly node: string;
  readonly chainId: string;
  /** RFC 4122, new for each document. */
  readonly serial: string;
  readonly time: Date;
  /** Who computes the signatures of transactions and votes: `native` or `portable`. */
  readonly provider: string;
  /** Who verifies those of ML-DSA. */
  readonly mlDsa: MlDsaVerification;
  readonly openssl: string;
  readonly validatorKeys: readonly { readonly address: string; readonly scheme: SchemeName }[];
  /** The address of the key that the node's connections are made with. */
  readonly networkKey: string;
  /** What it shows to other nodes; `null` as long as it has met none. */
  readonly certificate: CertificateFacts | null;
  readonly peer: string;
  /** Key exchanges that connections may use. */
  readonly groups: readonly string[];
  readonly requirePostQuantum: boolean;
  readonly accountSchemes: readonly SchemeRule[];
  readonly recoverySchemes: readonly SchemeRule[];
  readonly validatorSchemes: readonly SchemeRule[];
  readonly connections: readonly InventoryConnection[];
  /** The keys of access tokens that are still valid, by their thumbprints (RFC 7638). */
  readonly tokenKeys: readonly string[];
  /** How the HTTP API is served; `null`: without encryption. */
  readonly https: ApiTls | null;
}

export interface InventoryConnection {
  readonly name: string;
  readonly group: string;
  readonly cipher: string;
  readonly signatureScheme: string;
  /** The other end's. */
  readonly networkKey: string;
  readonly certificate: CertificateFacts;
}
