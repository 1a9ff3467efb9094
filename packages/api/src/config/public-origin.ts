/** What a server calls itself in tokens and metadata: the origin that others reach it by. */
import type { HttpConfig } from './http-config.ts';

export function publicOrigin({
  publicUrl,
  tls,
  host,
  port,
}: Pick<HttpConfig, 'publicUrl' | 'tls' | 'host' | 'port'>): string {
  if (publicUrl !== null) return new URL(publicUrl).origin;
  const name = host.includes(':') ? `[${host}]` : host;
  return new URL(`${tls === null ? 'http' : 'https'}://${name}:${port}`).origin;
}
