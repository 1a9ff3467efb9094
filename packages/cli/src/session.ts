/** What a command that talks to a node works with. */
import {
  acceptRecovery,
  BuildError,
  createLightClient,
  explained,
  type Fetch,
  followValidators,
  getGenesis,
  type HttpTransport,
  httpTransport,
  type LightClient,
  type TrustedChain,
  trustGenesis,
} from '@trellis/client';
import { createProvider, type SignatureProvider } from '@trellis/crypto';
import { readAgreedRecoveries } from '@trellis/keystore';
import {
  decodeJsonText,
  type Genesis,
  genesisCodec,
  problemText,
  recoveryHash,
} from '@trellis/protocol';
import type { Command } from 'commander';
import type { AccountNames } from './account-names.ts';
import { UsageError, whyUnusable } from './command-error.ts';
import { readCredential } from './credential.ts';
import { readDpopKey } from './dpop-key.ts';
import { readFileOrPipe } from './given-file.ts';
import { type Globals, readGlobals } from './globals.ts';
import { httpFetch } from './http-fetch.ts';
import { interruptionSignal } from './interruption.ts';

export interface Session {
  readonly globals: Globals;
  readonly transport: HttpTransport;
  readonly provider: SignatureProvider;
  /** What answers are checked against; `null` when the user trusts no genesis. */
  readonly trusted: TrustedChain | null;
  /**
   * Reads with proofs. Without a trusted genesis they go back to the one that the node shows, which makes its
   * answers agree with one another, and no more.
   */
  readonly light: () => Promise<LightClient>;
  readonly names: AccountNames;
}

/** Reads what the user trusts. Nothing is sent yet. Throws `UsageError` or `ProofError`. */
export async function openSession(command: Command): Promise<Session> {
  const globals = readGlobals(command);
  const provider = createProvider(globals.provider);
  const trusted = await readTrusted(globals, provider);
  const transport = await openTransport(globals);
  return withChain({ globals, transport, provider }, trusted);
}

function withChain(
  parts: Pick<Session, 'globals' | 'transport' | 'provider'>,
  trusted: TrustedChain | null,
): Session {
  const { transport, provider: verifier } = parts;
  let light: Promise<LightClient> | undefined;
  async function openLight(): Promise<LightClient> {
    const chain = trusted ?? trustGenesis(await getGenesis(transport));
    // Each command shows the block that its answer is about, and how old that is.
    return createLightClient({ transport, verifier, trusted: chain, headAgeMsMax: null });
  }
  function lightOnce(): Promise<LightClient> {
    light ??= openLight();
    return light;
  }
  const names = { home: parts.globals.home, light: lightOnce };
  return { ...parts, trusted, light: lightOnce, names };
}

/** The way to the user's node, with the user's credential. Throws `UsageError`. */
export async function openTransport(
  globals: Globals,
  options: { readonly timeoutMs?: number } = {},
): Promise<HttpTransport> {
  const credential = await readCredential(globals);
  const proofKey = await readDpopKey(globals, credential);
  try {
    const fetch = interruptibleFetch(interruptionSignal());
    return httpTransport({
      url: globals.node,
      fetch,
      asksKeepers: true,
      ...options,
      ...(credential && { credential }),
      ...(proofKey && { proofKey }),
    });
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new UsageError(
      'insecure_connection',
      `no credential is sent this way: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

/** Ends requests that are under way when the command is interrupted, as nobody reads their answers any more. */
function interruptibleFetch(interrupted: AbortSignal): Fetch {
  return (url, request) =>
    httpFetch(url, { ...request, signal: AbortSignal.any([request.signal, interrupted]) });
}

/** As `openSession`, and as `followChain`. Throws `UsageError`, `ProofError` or `Unreachable`. */
export async function connect(command: Command): Promise<Session> {
  return followChain(await openSession(command));
}

/**
 * Has the node show how the validators changed since the genesis, and checks each change: without that nothing
 * that came after a change can be proven. Throws `ProofError` or `Unreachable`.
 */
export async function followChain(session: Session): Promise<Session> {
  const { transport, provider, trusted } = session;
  if (trusted === null) return session;
  try {
    return withChain(session, await followValidators(transport, provider, trusted));
  } catch (error) {
    throw await explained(transport, trusted, error);
  }
}

/** The chain that the user trusts, from the genesis file, with the recoveries beside it; `null` if there is none. */
async function readTrusted(
  globals: Globals,
  verifier: SignatureProvider,
): Promise<TrustedChain | null> {
  const genesis = await readTrustedGenesis(globals);
  if (genesis === null) return null;
  let trusted = trustGenesis(genesis);
  for (const recovery of await readAgreedRecoveries(globals.genesis)) {
    trusted = await acceptRecovery(trusted, verifier, recovery, recoveryHash(recovery.plan));
  }
  return trusted;
}

/** The genesis file. Only the default one may be missing. Throws `UsageError`. */
export async function readTrustedGenesis({
  genesis: file,
  genesisIsGiven,
}: Globals): Promise<Genesis | null> {
  const text = await readFileOrPipe(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !genesisIsGiven) return null;
    throw new UsageError(
      'genesis_unreadable',
      `the genesis ${file} can’t be read: ${whyUnusable(error)}`,
    );
  });
  if (text === null) return null;
  const decoded = decodeJsonText(genesisCodec, text);
  if (decoded.ok) return decoded.value;
  const problem = problemText(decoded.problem);
  throw new UsageError('genesis_invalid', `the genesis ${file} is invalid (${problem})`);
}
