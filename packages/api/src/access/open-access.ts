/** Puts together who may call the HTTP API, from the configuration and the node's folder. */

import { hash } from 'node:crypto';
import { createProvider, type Hash } from '@trellis/crypto';
import { makePrivateFolder } from '@trellis/crypto/files';
import type { Logger } from '@trellis/engine';
import { systemClock } from '@trellis/engine';
import { auditFolder } from '../audit/audit-folder.ts';
import { openAuditLog } from '../audit/audit-log-file.ts';
import { type AuditTrail, createAuditTrail, type HeardTrail } from '../audit/audit-trail.ts';
import type { HttpConfig } from '../config/http-config.ts';
import { isLoopback } from '../config/network.ts';
import { publicOrigin } from '../config/public-origin.ts';
import {
  type AuthorizationServer,
  openAuthorizationServer,
} from '../consents/authorization-server.ts';
import { type ApiKeyRecord, apiKeyRecordCodec } from '../credentials/api-key.ts';
import { accessFolder, openLiveApiKeys } from '../credentials/api-key-file.ts';
import { apiKeysIn } from '../credentials/api-keys.ts';
import { trustIssuer } from '../credentials/external-tokens.ts';
import { createIssuedTokens } from '../credentials/issued-tokens.ts';
import { type KeyUses, openKeyUses } from '../credentials/key-use-file.ts';
import type { ApiSources } from '../http/sources.ts';
import { type Administrators, createAdministrators } from './administrators.ts';
import { createGuard, type Guard } from './guard.ts';

export interface Access {
  /** What the routes about access work with. */
  readonly sources: Pick<
    ApiSources,
    'apiKeys' | 'auditLog' | 'keyExpiry' | 'issuedTokens' | 'trail' | 'authorization'
  >;
  readonly guard: Guard;
  /** Listens to what is noted of access. */
  readonly hear: HeardTrail['hear'];
  close(): Promise<void>;
}

/** Files of the audit log; the oldest of them leaves as a whole. */
const auditFilesMax = 16;

/** How soon it is noticed, and written down, that keys were changed while nobody calls. */
const pollIntervalMs = 1_000;

/**
 * Opens what is kept about access in the data folder. Throws `ConfigError` when the
 * keys of an identity provider can't be read.
 */
export async function openAccess(
  { data, http }: { readonly data: string; readonly http: HttpConfig },
  logger: Logger,
): Promise<Access> {
  const folder = accessFolder(data);
  await makePrivateFolder(folder);
  const auditLog = await openAuditLog(
    auditFolder(folder),
    { fileBytesMax: (http.auditMegabytes * 1_048_576) / auditFilesMax, filesMax: auditFilesMax },
    systemClock,
    (error) => logger.error({ error }, 'the audit log can’t be written'),
  );
  const trail = createAuditTrail(auditLog, systemClock);
  trail.note({ event: 'started' });
  const uses = await openKeyUses(folder, systemClock, (error) =>
    logger.warn({ error }, 'when API keys were used could not be written'),
  );
  const keys = openLiveApiKeys(
    folder,
    (records) => {
      noteChanges(records, uses, trail);
      warnOfAdmins(records, http, logger);
    },
    (error) => logger.error({ error }, 'the API keys can’t be read: every key is refused'),
  );
  const polling = setInterval(keys.current, pollIntervalMs);
  polling.unref();
  warnOfOpenings(http, logger);
  const issuer = publicOrigin(http);
  const issuedTokens = createIssuedTokens(issuer, systemClock.now);
  const authorization = await openAuthorizationServer(folder, issuer, systemClock.now);
  const guard = createGuard({
    issuedTokens,
    proofs: authorization.proofs,
    administrators: administratorsOf(http, authorization),
    consents: authorization.consents,
    externalTokens: http.issuer && (await trustIssuer(http.issuer, systemClock.now)),
    config: http,
    keys: keys.current,
    now: systemClock.now,
    trail,
    onUse({ id, name }, address) {
      if (!uses.note(id, address).isNewAddress) return;
      logger.warn({ key: id, address }, 'an API key is used from a new address');
      trail.note({ event: 'key_new_address', who: id, address, what: name });
    },
  });
  return {
    sources: {
      apiKeys: apiKeysIn(folder),
      auditLog,
      issuedTokens,
      authorization,
      trail,
      keyExpiry: (id) => Number(keys.current().get(id)?.expires ?? Number.MAX_SAFE_INTEGER),
    },
    guard,
    hear: trail.hear,
    async close() {
      clearInterval(polling);
      trail.note({ event: 'stopped' });
      trail.close();
      authorization.close();
      await uses.close();
      await auditLog.close();
    },
  };
}

function administratorsOf(
  { administrators, administratorPasskeys: passkeys }: HttpConfig,
  { issuer: origin, once, passkeyCounters: counters }: AuthorizationServer,
): Administrators {
  const verifier = createProvider('native');
  const named = { administrators, passkeys, origin };
  return createAdministrators({ ...named, now: systemClock.now, verifier, once, counters });
}

function warnOfOpenings(http: HttpConfig, logger: Logger): void {
  if (http.anonymous.length > 0 && !isLoopback(http.host)) {
    logger.warn({ scopes: http.anonymous }, 'anybody who reaches the HTTP API may do this');
  }
  const classical = http.issuer?.algorithms.filter((name) => !name.startsWith('ML-DSA')) ?? [];
  if (classical.length > 0) {
    logger.warn({ algorithms: classical }, 'tokens of http.issuer are signed classically');
  }
  const passkeys = http.administratorPasskeys.map(({ name }) => name);
  if (passkeys.length > 0) {
    logger.warn({ passkeys }, 'passkeys of http.administratorPasskeys sign classically');
  }
}

/** Where nobody is named as an administrator, whoever has such a key can make others of it. */
function warnOfAdmins(records: readonly ApiKeyRecord[], http: HttpConfig, logger: Logger): void {
  if (http.administrators.length + http.administratorPasskeys.length > 0) return;
  const keys = records.filter(
    ({ scopes, revoked }) => scopes.includes('admin') && revoked === null,
  );
  if (keys.length === 0) return;
  logger.warn(
    { keys: keys.map(({ id }) => id) },
    'API keys administer without a signature: name http.administrators',
  );
}

/**
 * Writes down what became of keys since the last poll. Their file may have been changed by a command, by this
 * node or by hand, and while no node ran: so what counts is the difference to what was written down before.
 */
function noteChanges(records: readonly ApiKeyRecord[], uses: KeyUses, trail: AuditTrail): void {
  for (const record of records) {
    const { id, name, revoked, scopes } = record;
    const now = hash('sha256', JSON.stringify(apiKeyRecordCodec.toJson(record)), 'hex') as Hash;
    const before = uses.get(id)?.audited ?? null;
    if (before === now) continue;
    const changed = revoked === null ? 'key_changed' : 'key_revoked';
    trail.note({
      event: before === null ? 'key_created' : changed,
      who: id,
      what: name,
      outcome: `${scopes.join(',')}${revoked === null ? '' : ', revoked'}`,
    });
    uses.setAudited(id, now);
  }
  for (const id of uses.keepOnly(new Set(records.map((record) => record.id)))) {
    trail.note({ event: 'key_removed', who: id });
  }
}
