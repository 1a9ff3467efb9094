/** What nodes are compared by: whether they show the same final block, and the same recoveries of the chain. */
import {
  getRecoveries,
  getReportedBlock,
  type HttpTransport,
  httpTransport,
  ProofError,
} from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { t } from './language.ts';
import { findConflict } from './light-client.ts';
import { loadChecks } from './load-checks.ts';
import { sentenceOf } from './proof.ts';
import type { Session } from './session.ts';

export interface ComparedNodes {
  /** What is wrong with a node, by its address. */
  readonly found: ReadonlyMap<string, string>;
  /** Two final blocks of one height: no block of this chain is safe to believe. */
  readonly conflict: string | undefined;
}

/** Asks every node for a block that was proven. A node that does not answer, or is not there yet, says nothing. */
export async function compareNodes(
  session: Pick<Session, 'nodes' | 'light' | 'verifier'>,
  known: BlockResponse,
  transportOf: (url: string) => HttpTransport = (url) => httpTransport({ url }),
): Promise<ComparedNodes> {
  const found = new Map<string, string>();
  let conflict: string | undefined;
  const { urls } = session.nodes;
  for (const url of urls.length > 1 ? urls : []) {
    const other = await getReportedBlock(transportOf(url), known.header.height).catch(
      () => undefined,
    );
    if (other === undefined) continue;
    try {
      const evidence = await findConflict(session.light.trusted(), session.verifier, known, other);
      if (evidence === undefined) continue;
      conflict = t(
        'two blocks of height {0} are final: {1} validators signed both, and nothing that this chain shows is safe to believe',
        known.header.height,
        evidence.signedBoth.length,
      );
    } catch (error) {
      if (!(error instanceof ProofError || error instanceof TypeError)) throw error;
      found.set(
        url,
        t('shows a block {0} that is not final: {1}', known.header.height, sentenceOf(error)),
      );
    }
  }
  return { found, conflict };
}

/** A recovery that the node tells of, and that this session did not begin with. */
export async function unseenRecovery({
  transport,
  recoveries,
}: Pick<Session, 'transport' | 'recoveries'>): Promise<Hash | undefined> {
  const told = await getRecoveries(transport);
  if (told.length === 0) return undefined;
  const { summarizeRecovery } = await loadChecks();
  const seen = new Set(recoveries.map(({ hash }) => hash));
  return told.map((one) => summarizeRecovery(one)).find(({ hash }) => !seen.has(hash))?.hash;
}
