/** The clients that may ask owners for consents: registered by the operator of the node, each with the key it proves itself by. */
import { decodeJsonText } from '@trellis/protocol';
import { type ConsentClient, consentClientCodec } from '@trellis/protocol/http-api';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { clientAlgorithms } from '../credentials/key-proofs.ts';
import { ConsentError, type ConsentFile } from './consent-file.ts';
import { newPublicId } from './public-id.ts';

const clientsMax = 256;

/** A client with its public key. */
export interface RegisteredClient extends ConsentClient {
  readonly jwk: JWK;
}

export interface ConsentClients {
  list(): readonly RegisteredClient[];
  get(id: string): RegisteredClient | undefined;
  /** `jwk` is the public key. Throws `ConsentError` `bad_key` or `too_many_clients`. */
  add(plan: Omit<ConsentClient, 'id' | 'keyThumbprint'>, jwk: unknown): Promise<RegisteredClient>;
  /** Ends it with its consents, tokens and requests. Throws `ConsentError` `unknown_client`. */
  remove(id: string): void;
}

interface ClientRow {
  readonly content: string;
  readonly jwk: string;
}

export function consentClients(
  { database, atomically }: ConsentFile,
  now: () => number,
): ConsentClients {
  const all = database.prepare('SELECT content, jwk FROM client ORDER BY added, id');
  const one = database.prepare('SELECT content, jwk FROM client WHERE id = ?');
  const insert = database.prepare('INSERT INTO client VALUES (?, ?, ?, ?)');
  return {
    list: () => all.all().flatMap((row) => clientOf(row as unknown as ClientRow) ?? []),
    get(id) {
      const row = one.get(id);
      return row && clientOf(row as unknown as ClientRow);
    },
    async add(plan, given) {
      const jwk = await publicKeyOf(given);
      const keyThumbprint = await calculateJwkThumbprint(jwk);
      const client = { ...plan, id: newPublicId(16), keyThumbprint };
      const content = JSON.stringify(consentClientCodec.toJson(client));
      atomically(() => {
        if (all.all().length >= clientsMax) {
          throw new ConsentError('too_many_clients', `a node has at most ${clientsMax} clients`);
        }
        insert.run(client.id, content, JSON.stringify(jwk), now());
      });
      return { ...client, jwk };
    },
    remove(id) {
      atomically(() => {
        if (database.prepare('DELETE FROM client WHERE id = ?').run(id).changes === 0) {
          throw new ConsentError('unknown_client', `there is no client ${id.slice(0, 64)}`);
        }
        database.prepare('DELETE FROM request WHERE client = ?').run(id);
        database
          .prepare('UPDATE consent SET revoked = ? WHERE client = ? AND revoked IS NULL')
          .run(now(), id);
      });
    },
  };
}

/** What says that a key is whole, or shared: it must not be handed over. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'priv', 'k', 'oth'];
const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'pub', 'alg', 'kid'];

/** The public key of a JWK that signs by an algorithm of `clientAlgorithms`. Throws `ConsentError` `bad_key`. */
async function publicKeyOf(given: unknown): Promise<JWK> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConsentError('bad_key', 'a JWK is a JSON object');
  }
  if (privateMembers.some((name) => name in given)) {
    throw new ConsentError('bad_key', 'this is a private key; register the public one alone');
  }
  const members = Object.entries(given).filter(
    ([name, value]) => publicMembers.includes(name) && typeof value === 'string',
  );
  const jwk: JWK = Object.fromEntries(members);
  const algorithm = jwk.alg ?? algorithmOf(jwk);
  const isKnown = clientAlgorithms.some((one) => one === algorithm);
  if (!isKnown)
    throw new ConsentError('bad_key', `its algorithm is none of ${clientAlgorithms.join(', ')}`);
  await importJWK(jwk, algorithm).catch(() => {
    throw new ConsentError('bad_key', 'the JWK holds no key of its algorithm');
  });
  return jwk;
}

/** The algorithm of a key that names none; of ML-DSA there are several, so it must. */
export function algorithmOf({ kty, crv }: JWK): string | undefined {
  if (kty === 'EC' && crv === 'P-256') return 'ES256';
  if (kty === 'OKP') return 'EdDSA';
  return kty === 'RSA' ? 'PS256' : undefined;
}

function clientOf({ content, jwk }: ClientRow): RegisteredClient | undefined {
  const decoded = decodeJsonText(consentClientCodec, content);
  // Written by `add` alone; one that can't be read is none.
  return decoded.ok ? { ...decoded.value, jwk: JSON.parse(jwk) } : undefined;
}
