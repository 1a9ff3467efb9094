/** What to do when there is no answer from a node, by how the connection failed. */

/** The certificate is of an authority that is not trusted here (OpenSSL's names, as Node has them). */
const untrusted: ReadonlySet<string> = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What a client without TLS sees of a server with it. */
const closed: ReadonlySet<string> = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);

/** A sentence; `undefined` when the failure says nothing of TLS. `cause` is what `fetch` threw. */
export function connectionHint(url: string, cause: unknown): string | undefined {
  const code = codeBehind(cause);
  if (code === undefined) return undefined;
  if (untrusted.has(code)) {
    return 'Its certificate is of an authority that is not trusted here: name that authority’s with --ca-file; a testnet has its own in ca.pem.';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'Its certificate is for other names: use one of them in --node.';
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return 'Its certificate is not valid today: its operator has to renew it, or the clock here is wrong.';
  }
  if (code.startsWith('ERR_SSL_')) {
    return 'What listens there speaks no TLS as it is wanted here: is it an http:// node?';
  }
  if (closed.has(code) && url.startsWith('http://')) {
    return 'Something listens there and hangs up: is it an https:// node?';
  }
  return undefined;
}

function codeBehind(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error && 'code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
