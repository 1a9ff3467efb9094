/** The audit log, for who looks after it. */
import { apiPaths, auditResponseCodec } from '@trellis/protocol/http-api';
import { afterEntryParameter, auditLimitParameter } from '../http/parameters.ts';
import { type Route, reading } from '../http/route.ts';

export const auditRoutes: readonly Route[] = [
  reading({
    path: apiPaths.audit,
    id: 'getAudit',
    summary:
      'The audit log in order, some entries at a time; each holds the hash of the one before',
    access: 'audit',
    parameters: [afterEntryParameter, auditLimitParameter],
    gives: auditResponseCodec,
    async answer({ auditLog }, call) {
      const limit = call.read(auditLimitParameter);
      const lines = await auditLog.read(call.read(afterEntryParameter), limit);
      const next = lines.length < limit ? null : (lines.at(-1)?.entry.number ?? null);
      return { lines, next };
    },
  }),
];
