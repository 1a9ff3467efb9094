/**
 * The keys that sign the access tokens of this node, one after another. They are made by the process and never
 * leave it: there is nothing to steal from a disk.
 */
import type { JwksResponse } from '@trellis/protocol/http-api';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

export const tokenAlgorithm = 'ML-DSA-65';

/** How long a token lives at most. */
export const tokenLifeMs = 600_000;

/** How long one key signs; it verifies for as long as its tokens live. */
const keyLifeMs = 86_400_000;

export interface TokenKey {
  /** Its thumbprint. */
  readonly kid: string;
  readonly jwk: JwksResponse['keys'][number];
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly madeMs: number;
}

export interface TokenKeys {
  /** The one that signs now, made if need be. */
  signing(): Promise<TokenKey>;
  /** Those that verify, the oldest first; none before the first token. */
  all(): readonly TokenKey[];
}

export function createTokenKeys(now: () => number): TokenKeys {
  let keys: readonly TokenKey[] = [];
  let making: Promise<TokenKey> | undefined;

  async function make(): Promise<TokenKey> {
    const key = await makeTokenKey(now);
    keys = [...keys.filter(({ madeMs }) => now() - madeMs < keyLifeMs + tokenLifeMs), key];
    return key;
  }

  return {
    async signing() {
      const newest = keys.at(-1);
      if (newest !== undefined && now() - newest.madeMs < keyLifeMs) return newest;
      making ??= make().finally(() => {
        making = undefined;
      });
      return making;
    },
    all: () => keys,
  };
}

async function makeTokenKey(now: () => number): Promise<TokenKey> {
  const { publicKey, privateKey } = await generateKeyPair(tokenAlgorithm);
  const { pub = '' } = await exportJWK(publicKey);
  const shape = { kty: 'AKP', alg: tokenAlgorithm, pub } as const;
  const kid = await calculateJwkThumbprint(shape);
  return { kid, jwk: { ...shape, use: 'sig', kid }, publicKey, privateKey, madeMs: now() };
}
