/** What the page works with: the node that served it, what is trusted of it, and who checks signatures. */
import {
  getGenesis,
  getRecoveries,
  type HttpTransport,
  httpTransport,
  type LightClient,
  ProofError,
  type RecoverySummary,
  type SignatureVerifier,
  type TrustedChain,
  trustGenesis,
} from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import { type Genesis, genesisHash } from '@trellis/protocol';
import { type ChainNodes, createChainNodes } from './chain-nodes.ts';
import { t } from './language.ts';
import { acceptRecovery, createLightClient, createVerifier } from './light-client.ts';
import { loadChecks } from './load-checks.ts';
import { createNewest, type Newest } from './newest.ts';
import { remembering } from './remembering.ts';

export interface Session {
  /** Asks the node that `nodes` names at present. */
  readonly transport: HttpTransport;
  readonly nodes: ChainNodes;
  /** Asks the node that served the page, whichever is asked else: another knows nothing of its consents. */
  readonly server: HttpTransport;
  /** What that node has to call itself where owners sign for it. */
  readonly serverName: string;
  readonly light: LightClient;
  readonly verifier: SignatureVerifier;
  /** The same without a memory, to measure by. */
  readonly worker: SignatureVerifier;
  readonly newest: Newest;
  readonly genesis: Genesis;
  readonly genesisHash: Hash;
  /** Where the trust in this genesis comes from. */
  readonly trust: TrustOrigin;
  /** How the chain was recovered; the user has agreed to each. */
  readonly recoveries: readonly RecoverySummary[];
  /** Whether the node serves the wallet as well. */
  readonly hasWallet: boolean;
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
    throw new ProofError(
      'genesis_not_trusted',
      t('the link names no hash of a genesis after trust='),
    );
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

function openTransport(through: Partial<ChainNodes>): HttpTransport {
  const { fetch } = through;
  const credential = sessionStorage.getItem(apiKeyName);
  try {
    const url = location.origin;
    return httpTransport({
      url,
      ...(fetch !== undefined && { fetch }),
      ...(credential !== null && { credential }),
    });
  } catch (error) {
    throw new BadKey(error instanceof Error ? error.message : String(error));
  }
}

/** What the operator of the node that served the page says of it. */
interface PageSettings {
  /** Further nodes that the page may ask when this one is silent. */
  readonly nodes: readonly string[];
  readonly hasWallet: boolean;
  /** Where the node is that answers behind the server of a wallet; the server itself if not told. */
  readonly node: string;
}

/** Of the server that `url` is at; without an answer, nothing. */
async function readSettings(url: string): Promise<PageSettings> {
  const response = await fetch(url).catch(() => undefined);
  const told: unknown = await response?.json().catch(() => undefined);
  const node = location.origin;
  if (typeof told !== 'object' || told === null) return { nodes: [], hasWallet: false, node };
  const nodes = 'nodes' in told && Array.isArray(told.nodes) ? told.nodes : [];
  return {
    nodes: nodes.filter((url) => typeof url === 'string'),
    hasWallet: 'wallet' in told && told.wallet === true,
    node: 'node' in told && typeof told.node === 'string' ? told.node : node,
  };
}

const recoveriesName = 'trellis.recoveries';

function agreedRecoveries(): readonly string[] {
  return (storage()?.getItem(recoveriesName) ?? '').split(' ').filter(isHash);
}

/** Believes what comes after a recovery of the chain, on this and later visits. */
export function agreeTo(recovery: Hash): void {
  storage()?.setItem(recoveriesName, [...agreedRecoveries(), recovery].join(' '));
}

/** The node says that its chain was recovered, and the user has not agreed to that yet. */
export class RecoveredChain extends Error {
  readonly recovery: RecoverySummary;

  constructor(recovery: RecoverySummary) {
    super(t('the chain was recovered by decision of its operators'));
    this.recovery = recovery;
  }
}

/** The chain with the recoveries that the user has agreed to. Throws `RecoveredChain` for the first other one. */
async function acceptAgreed(
  transport: HttpTransport,
  verifier: SignatureVerifier,
  begun: TrustedChain,
): Promise<{ readonly trusted: TrustedChain; readonly recoveries: readonly RecoverySummary[] }> {
  const agreed = agreedRecoveries();
  const told = await getRecoveries(transport);
  if (told.length === 0) return { trusted: begun, recoveries: [] };
  const { summarizeRecovery } = await loadChecks();
  let trusted = begun;
  for (const recovery of told) {
    const summary = summarizeRecovery(recovery);
    if (!agreed.includes(summary.hash)) throw new RecoveredChain(summary);
    trusted = await acceptRecovery(trusted, verifier, recovery, summary.hash);
  }
  return { trusted, recoveries: told.map((one) => summarizeRecovery(one)) };
}

/**
 * Asks the node for its genesis and begins with it. Throws `BadKey`, `RecoveredChain`, `ProofError`, `ApiProblem` or
 * `Unreachable`.
 */
export async function openSession(settingsUrl: string): Promise<Session> {
  const settings = await readSettings(settingsUrl);
  const nodes = createChainNodes(location.origin, settings.nodes);
  const transport = openTransport(nodes);
  const genesis = await getGenesis(transport);
  const wanted = wantedGenesis();
  const begun = trustGenesis(genesis, wanted?.hash);
  const hash = genesisHash(genesis);
  const trust = wanted?.trust ?? 'first visit';
  keepTrust(hash, trust === 'first visit' ? 'kept' : trust);
  const worker = createVerifier();
  const verifier = remembering(worker);
  const { trusted, recoveries } = await acceptAgreed(transport, verifier, begun);
  // That the chain stands is said once, at the head of the page.
  const light = createLightClient({ transport, verifier, trusted, headAgeMsMax: null });
  const newest = createNewest();
  const { hasWallet, node: serverName } = settings;
  const server = openTransport({});
  const facts = { genesis, genesisHash: hash, trust, recoveries, hasWallet };
  return { transport, nodes, server, serverName, light, verifier, worker, newest, ...facts };
}
