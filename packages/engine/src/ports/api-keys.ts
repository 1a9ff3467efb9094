/** The API keys of this node, for whoever administers them. */
import type { ApiKeyPlan, ApiKeyView, NewApiKeyResponse } from '@trellis/protocol/http-api';

/** Changes throw `ApiKeyError` for what can't be done, with nothing changed. */
export interface ApiKeys {
  /** Every key, the newest first. */
  list(): Promise<readonly ApiKeyView[]>;
  create(plan: ApiKeyPlan): Promise<NewApiKeyResponse>;
  /** Makes a key that takes over from another, which continues for `overlapMs`. */
  rotate(id: string, overlapMs: bigint): Promise<NewApiKeyResponse>;
  /** Ends a key at once. */
  revoke(id: string): Promise<ApiKeyView>;
}
