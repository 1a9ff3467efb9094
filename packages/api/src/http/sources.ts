/** What the HTTP API shows. */
import type { Address, Hash, MlDsaVerification, SchemeName } from '@trellis/crypto';
import type {
  ApiKeys,
  AuditLog,
  ChainReader,
  Engine,
  IdempotencyStore,
  Transport,
  Verifier,
} from '@trellis/engine';
import type { ChainRecovery, NodeUsage } from '@trellis/protocol';
import type { StandingAlert, StorageStatus } from '@trellis/protocol/http-api';
import type { StateReader, TransactionReader } from '@trellis/storage';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { AuthorizationServer } from '../consents/authorization-server.ts';
import type { IssuedTokens } from '../credentials/issued-tokens.ts';
import type { ApiTls } from '../inventory/api-components.ts';
import type { NodeMetrics } from '../metrics/node-metrics.ts';

export interface ApiSources {
  readonly engine: Engine;
  readonly store: ChainReader & StateReader & TransactionReader & IdempotencyStore;
  readonly transport: Pick<Transport, 'peers' | 'certificate'>;
  readonly metrics: NodeMetrics;
  /** What the node has used since its start. */
  readonly usage: () => NodeUsage;
  /** Alerts that stand now. */
  readonly alerts: () => readonly StandingAlert[];
  /** What is left on the disk of the data folder; `null` when it can't be told. */
  readonly diskFreeBytes: () => Promise<number | null>;
  /** Whether there is too little room on it to take in more. */
  readonly isDiskFull: () => boolean;
  /** What is known of damage to what it stores. */
  readonly storage: () => StorageStatus;
  readonly apiKeys: ApiKeys;
  readonly auditLog: AuditLog;
  readonly issuedTokens: IssuedTokens;
  readonly authorization: AuthorizationServer;
  readonly verifier: Verifier;
  /** What must be written down before it happens, and what happened. */
  readonly trail: Pick<AuditTrail, 'note' | 'noteFirst'>;
  /** Until when an API key is valid, in milliseconds since 1970. */
  readonly keyExpiry: (id: string) => number;
  readonly node: {
    readonly version: string;
    readonly name: string;
    readonly peer: string;
    /** The keys it may vote with. */
    readonly validators: readonly { readonly address: Address; readonly scheme: SchemeName }[];
    /** The key that its connections are made with. */
    readonly networkKey: Address;
    readonly provider: string;
    /** Of this process, in hexadecimal digits. */
    readonly instance: string;
    /** Who verifies ML-DSA at the moment. */
    readonly mlDsa: () => MlDsaVerification;
    /** Key exchanges that its connections may use. */
    readonly groups: readonly string[];
    readonly requirePostQuantum: boolean;
    /** How this API is served over TLS; `null`: it is not. */
    readonly https: ApiTls | null;
    readonly genesisHash: Hash;
    /** How the chain was recovered, as this node was told. */
    readonly recoveries: readonly ChainRecovery[];
  };
}
