/** What the page works with: the node that served it, what is trusted of it, and who checks signatures. */
import {
  type Client,
  createClient,
  createLightClient,
  createWorkerVerifier,
  getGenesis,
  type LightClient,
  ProofError,
  type SignatureVerifier,
  trustGenesis,
} from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import { type Genesis, genesisHash } from '@trellis/protocol';
import { createNewest, type Newest } from './newest.ts';
import { remembering } from './remembering.ts';

export interface Session {
  readonly client: Client;
  readonly light: LightClient;
  readonly verifier: SignatureVerifier;
  /** The same without a memory, to measure by. */
  readonly worker: SignatureVerifier;
  readonly newest: Newest;
  readonly genesis: Genesis;
  readonly genesisHash: Hash;
  /** Where the trust in this genesis comes from. */
  readonly trust: TrustOrigin;
}

export type TrustOrigin =
  /** The node told it just now, for the first time in this browser. */
  | 'first visit'
  /** It is the one of an earlier visit. */
  | 'kept'
  /** The link, or the user, named its hash. */
  | 'given';

const trustName = 'trellis.trust';

/** Where the user's choice is kept. Some browsers have no storage for some pages; then nothing is kept. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** The hash that the address of the page names (`?trust=…`), or that an earlier visit kept. */
function wantedGenesis(): { readonly hash: Hash; readonly trust: TrustOrigin } | undefined {
  const given = new URLSearchParams(location.search).get('trust');
  if (given !== null) {
    if (isHash(given)) return { hash: given, trust: 'given' };
    throw new ProofError('genesis_not_trusted', 'the link names no hash of a genesis after trust=');
  }
  const [kept = '', origin] = (storage()?.getItem(trustName) ?? '').split(' ');
  if (!isHash(kept)) return undefined;
  return { hash: kept, trust: origin === 'given' ? 'given' : 'kept' };
}

/** Keeps this genesis as the one to trust on later visits. */
export function keepTrust(hash: Hash, trust: TrustOrigin): void {
  storage()?.setItem(trustName, `${hash} ${trust}`);
}

/** Trusts whatever the node shows on the next visit. */
export function forgetTrust(): void {
  storage()?.removeItem(trustName);
}

const apiKeyName = 'trellis.apiKey';

/** Keeps an API key for as long as this tab is open. */
export function keepApiKey(key: string): void {
  sessionStorage.setItem(apiKeyName, key);
}

/** What was kept can't be sent to the node as an API key; the message says why. */
export class BadKey extends Error {}

function openClient(): Client {
  const credential = sessionStorage.getItem(apiKeyName);
  try {
    return createClient({ url: location.origin, ...(credential !== null && { credential }) });
  } catch (error) {
    throw new BadKey(error instanceof Error ? error.message : String(error));
  }
}

/** Asks the node for its genesis and begins with it. Throws `BadKey`, `ProofError`, `ApiProblem` or `Unreachable`. */
export async function openSession(): Promise<Session> {
  const client = openClient();
  const genesis = await getGenesis(client);
  const wanted = wantedGenesis();
  const trusted = trustGenesis(genesis, wanted?.hash);
  const hash = genesisHash(genesis);
  const trust = wanted?.trust ?? 'first visit';
  keepTrust(hash, trust === 'first visit' ? 'kept' : trust);
  const worker = createWorkerVerifier(
    new Worker(new URL('./verification-worker.ts', import.meta.url), { type: 'module' }),
  );
  const verifier = remembering(worker);
  // That the chain stands is said once, at the head of the page.
  const light = createLightClient({ client, verifier, trusted, headAgeMsMax: null });
  const newest = createNewest();
  return { client, light, verifier, worker, newest, genesis, genesisHash: hash, trust };
}
