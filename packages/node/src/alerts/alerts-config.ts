/** The part of a node's configuration that says what alerts are raised at, and who is told. */

import { readFile, stat } from 'node:fs/promises';
import { isLoopback } from '@trellis/api/access';
import { pathCodec } from '@trellis/api/config';
import { isPrivate } from '@trellis/crypto/files';
import { container, optional, text, uint32, type ValueOf } from '@trellis/protocol';

const urlCodec = text(
  1024,
  'an https address such as https://alerts.example/trellis, or an http one of this machine',
  isWebhookUrl,
);

export const alertsConfigCodec = container({
  /** Where alerts are sent, and the file with the secret that they are signed with; `null`: log and metric alone. */
  webhook: optional(container({ url: urlCodec, secretFile: pathCodec })),
  failuresPerMinute: uint32,
  refusalsPerMinute: uint32,
  stalledSeconds: uint32,
});

export type AlertsConfig = ValueOf<typeof alertsConfigCodec>;

export const defaultAlertsConfig: AlertsConfig = {
  webhook: null,
  failuresPerMinute: 5,
  refusalsPerMinute: 300,
  stalledSeconds: 60,
};

/** Over plain http only to this machine; a name and password in it would end up in logs. */
function isWebhookUrl(value: string): value is string {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** What is wrong with it; `undefined` for nothing. */
export function alertsConfigProblem({
  webhook: _,
  ...thresholds
}: AlertsConfig): string | undefined {
  for (const [name, value] of Object.entries(thresholds)) {
    if (value < 1 || value > 1_000_000)
      return `alerts.${name}: expected 1 to 1000000, not ${value}`;
  }
  return undefined;
}

/** The secret in a file that is its owner's alone; or what is wrong with the file. */
export async function readWebhookSecret(
  path: string,
): Promise<{ readonly secret: string } | { readonly problem: string }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { problem: `${path} is not a file` };
    if (!isPrivate(found)) {
      return { problem: `others than its owner may read ${path}; run: chmod 600 ${path}` };
    }
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret.length >= 32) return { secret };
    return { problem: `${path} holds less than 32 characters; write "openssl rand -hex 32" there` };
  } catch (error) {
    return { problem: `${path} can’t be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
