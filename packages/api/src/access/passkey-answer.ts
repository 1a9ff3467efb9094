/**
 * What a passkey answers to a challenge (WebAuthn Level 3 §7.2), checked by Node's own cryptography: an assertion without
 * attestation is two hashes, two flags, a counter and one signature.
 */
import { hash, type KeyObject, verify } from 'node:crypto';
import { equalBytes, fromHex, toBase64Url } from '@trellis/crypto';

export interface PasskeyAnswer {
  readonly authenticatorData: Uint8Array;
  readonly clientData: Uint8Array;
  readonly signature: Uint8Array;
}

/** What it has to be an answer to. */
interface Asked {
  readonly challenge: Uint8Array;
  /** Of the page that asked; the passkey belongs to its host. */
  readonly origin: string;
  readonly key: KeyObject;
}

type CheckedAnswer =
  | { readonly ok: true; readonly counter: number }
  | { readonly ok: false; readonly problem: string };

/** Flags of §6.1: the user was there, and is who the authenticator knows. */
const userPresent = 0x01;
const userVerified = 0x04;
/** That more follows: a key, which belongs to no answer, or what extensions say, of which the page asks none. */
const moreFollows = 0x40 | 0x80;

/** The hash of the host, the flags and the counter. */
const fixedBytes = 37;

/** Whether the answer holds; whether the counter went up is for whoever remembers it. */
export function checkPasskeyAnswer(answer: PasskeyAnswer, asked: Asked): CheckedAnswer {
  const { authenticatorData, clientData } = answer;
  const problem = clientDataProblem(clientData, asked) ?? dataProblem(authenticatorData, asked);
  if (problem !== undefined) return { ok: false, problem };
  const signed = Buffer.concat([authenticatorData, hash('sha256', clientData, 'buffer')]);
  if (!holds(signed, answer.signature, asked.key)) {
    return { ok: false, problem: 'the signature is not of the passkey' };
  }
  return { ok: true, counter: Buffer.from(authenticatorData).readUInt32BE(33) };
}

function clientDataProblem(bytes: Uint8Array, { challenge, origin }: Asked): string | undefined {
  const told = parsed(bytes);
  if (told === undefined) return 'the browser’s part is unreadable';
  if (told.type !== 'webauthn.get') return 'it answers no question to sign';
  if (told.challenge !== toBase64Url(challenge)) return 'it is over another request';
  if (told.origin !== origin) return `it was made on another page than ${origin}`;
  // A page inside of another one could be shown to somebody who sees the outer one alone.
  const isInside = (told.crossOrigin ?? false) !== false || told.topOrigin !== undefined;
  return isInside ? 'it was made in a frame' : undefined;
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function dataProblem(data: Uint8Array, { origin }: Asked): string | undefined {
  if (data.length < fixedBytes) return 'the authenticator’s part is too short';
  const host = fromHex(hash('sha256', new URL(origin).hostname));
  if (!equalBytes(data.subarray(0, 32), host)) return 'the passkey belongs to another host';
  const [flags = 0] = data.subarray(32);
  // The rest would be CBOR, which is so not read at all; a relying party may refuse what it did not ask for (§7.2).
  if (data.length > fixedBytes || (flags & moreFollows) !== 0) {
    return 'the authenticator’s part has more in it than was asked for';
  }
  if ((flags & userPresent) === 0) return 'nobody was there';
  return (flags & userVerified) === 0 ? 'the user was not verified' : undefined;
}

/** ES256 in DER, as authenticators write it (§6.5.5), RS256 or Ed25519. */
function holds(signed: Buffer, signature: Uint8Array, key: KeyObject): boolean {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  try {
    return verify(digest, signed, { key, dsaEncoding: 'der' }, signature);
  } catch {
    return false;
  }
}
