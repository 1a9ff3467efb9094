/** The authorization server that the wallet's consents are for: the node behind it, by the name that owners sign. */
import { getConsentRequest } from '@trellis/client';
import type { ChainId } from '@trellis/protocol';
import type { ConsentRequest } from '@trellis/protocol/http-api';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';

/** The owner is asked to sign for another chain or server, or the server can’t be asked. */
class OtherServer extends Error {}

/** RFC 8414 §3. */
const metadataPath = '/.well-known/oauth-authorization-server';

/** What the server calls itself. Throws `OtherServer` unless that is where the wallet was told that its node is. */
export async function readServerName({ serverName }: Session): Promise<string> {
  const response = await fetch(new URL(metadataPath, location.origin)).catch(() => undefined);
  const told: unknown = await response?.json().catch(() => undefined);
  const issuer =
    typeof told === 'object' && told !== null && 'issuer' in told ? told.issuer : undefined;
  if (typeof issuer !== 'string') {
    throw new OtherServer(
      t('The server of this wallet passes nothing on that is for consents (docs/wallet.md).'),
    );
  }
  expectName(issuer, serverName);
  return issuer;
}

/** What a client asks for. Throws `OtherServer`, `ApiProblem` and `Unreachable`. */
export async function readConsentRequest(session: Session, name: string): Promise<ConsentRequest> {
  await readServerName(session);
  const request = await getConsentRequest(session.server, name);
  expectThisServer(session, request);
  return request;
}

/** What is signed counts on one chain, at one server. Throws `OtherServer`. */
export function expectThisServer(
  { genesis, serverName }: Session,
  { chainId, issuer }: { readonly chainId: ChainId; readonly issuer: string },
): void {
  if (chainId !== genesis.chainId) {
    throw new OtherServer(
      t('It is for the chain {0}, and this wallet is of {1}.', chainId, genesis.chainId),
    );
  }
  expectName(issuer, serverName);
}

function expectName(issuer: string, expected: string): void {
  if (originOf(issuer) === originOf(expected)) return;
  throw new OtherServer(
    t(
      'The server calls itself {0}, and this wallet asks {1}: open the wallet there.',
      ...[issuer, expected],
    ),
  );
}

/** Browsers have passkeys for `localhost`, and nodes name themselves by its number: both are this machine. */
function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port}`;
}
