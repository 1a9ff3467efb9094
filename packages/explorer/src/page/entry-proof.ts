/** What proves an entry of the state. */
import { type TrustedChain, verifyAccount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { AccountResponse, ProvenEntry } from '@trellis/protocol/http-api';
import { count, shortAddress, shortHash } from './format.ts';
import type { Proof } from './proof.ts';
import type { Session } from './session.ts';

/** A proof of `what`, which `verify` checks down to the certificate. */
export function entryProof(
  what: string,
  { key, value, proof, header, certificate }: ProvenEntry,
  verify: (trusted: TrustedChain) => Promise<unknown>,
): Proof {
  const entry = value === null ? 'That nothing is stored under' : 'What is stored under';
  const how = `${entry} ${shortKey(key)} leads through ${count(proof.siblings.length, 'hash', 'hashes')} to the state root`;
  return { what, header, certificate, isOfNow: true, how, verify };
}

function shortKey(key: string): string {
  return key.replace(/[0-9a-f]{64}/, shortHash);
}

/** What proves an account, or that there is none. */
export function accountProof(
  { verifier }: Session,
  address: Address,
  answer: AccountResponse,
): Proof {
  const name = shortAddress(formatAddress(address));
  const what = answer.account === null ? `no account ${name}` : `the account ${name}`;
  return entryProof(what, answer.entry, (trusted) =>
    verifyAccount(trusted, verifier, address, answer),
  );
}
