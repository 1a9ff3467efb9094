/** What the examples of the reference use beside what the SDK offers: docs/sdk.md says so to their readers. */
import type {
  Client,
  HttpTransport,
  LightClient,
  NamedHold,
  NamedMandate,
  ProvenAccount,
  ProvenTransaction,
  TrustedHeader,
} from '@trellis/client';
import type { Address, Hash, SignatureProvider, SigningKey } from '@trellis/crypto';
import type { Alias, AssetCode, Genesis, MandateTerms, Policy } from '@trellis/protocol';

export interface Ground {
  readonly url: string;
  readonly hash: Hash;
  readonly genesis: Genesis;
  readonly trustedHeader: TrustedHeader;
  readonly client: Client;
  readonly light: LightClient;
  readonly transport: HttpTransport;
  readonly verifier: SignatureProvider;
  readonly key: SigningKey;
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly alias: Alias;
  readonly account: ProvenAccount;
  readonly policy: Policy;
  readonly terms: MandateTerms;
  readonly hold: NamedHold;
  readonly mandate: NamedMandate;
  readonly final: ProvenTransaction;
  readonly signal: AbortSignal;
}
