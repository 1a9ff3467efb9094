/**
 * What makes an old block final. Nodes prune most certificates after a while: the headers after such a block, each of
 * which names the one before, lead to the next one that is certified.
 */
import { type BlockHeader, blockId, type Height } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { ask } from './call.ts';
import type { CertifiedHeader } from './certified-header.ts';
import { ApiProblem } from './errors.ts';
import type { HttpTransport } from './http-transport.ts';
import { ProofError } from './proof-error.ts';

/**
 * The same answer with the certificate of the block, or of a later one and the headers up to it. One that no node can
 * complete stays as it is. Throws `ProofError`, `ApiProblem` or `Unreachable`.
 *
 * @example
 * const certified = await withFinality(transport, await getHead(light));
 */
export async function withFinality<T extends CertifiedHeader>(
  transport: HttpTransport,
  answer: T,
): Promise<T & CertifiedHeader> {
  const { header, certificate } = answer;
  if (certificate !== null || header.height === 0n) return answer;
  const proof = await ask(transport, endpoints.getFinality, { height: header.height }).catch(
    (error: unknown) => {
      // A node that has no such block, or is older than this question.
      if (error instanceof ApiProblem && error.status === 404) return null;
      throw error;
    },
  );
  if (proof === null) return answer;
  if (blockId(proof.header) !== blockId(header)) {
    throw new ProofError('wrong_block', `the answer proves another block ${header.height}`);
  }
  const { descendants } = proof;
  const linked = descendants.length === 0 ? {} : { descendants };
  return { ...answer, certificate: proof.certificate, ...linked };
}

/** The header that the certificate is for: the last of those that follow, if there are any. Throws `ProofError`. */
export function certifiedHeader({ header, descendants = [] }: CertifiedHeader): BlockHeader {
  let last = header;
  for (const next of descendants) {
    if (next.height !== last.height + 1n || next.previousBlockId !== blockId(last)) {
      throw new ProofError(
        'header_not_certified',
        `the headers after block ${header.height} do not follow from one another`,
      );
    }
    last = next;
  }
  return last;
}

/**
 * The height at which validators have signed for it.
 *
 * @example
 * const height = certifiedHeight(await getHead(light));
 */
export function certifiedHeight({ header, descendants }: CertifiedHeader): Height {
  return descendants?.at(-1)?.height ?? header.height;
}
