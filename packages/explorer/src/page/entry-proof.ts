/** What proves an entry of the state. */
import type { TrustedChain } from '@trellis/client';
import type { ProvenEntry } from '@trellis/protocol/http-api';
import { count, shortHash } from './format.ts';
import type { Proof } from './proof.ts';

/** A proof of `what`, which `verify` checks down to the certificate. */
export function entryProof(
  what: string,
  { key, value, proof, header, certificate }: ProvenEntry,
  verify: (trusted: TrustedChain) => Promise<unknown>,
): Proof {
  const entry = value === null ? 'That nothing is stored under' : 'What is stored under';
  const how = `${entry} ${shortKey(key)} leads through ${count(proof.siblings.length, 'hash')} to the state root`;
  return { what, header, certificate, how: how.replace('hashs', 'hashes'), verify };
}

function shortKey(key: string): string {
  return key.replace(/[0-9a-f]{64}/, shortHash);
}
