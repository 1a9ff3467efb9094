/** Who votes and voted, the nodes of the network, and what was done against the rules. */

import { exact, open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, uint16 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { validatorSetCodec } from '../genesis.ts';
import { limits } from '../limits.ts';
import { nodeNameCodec, nodeRecordCodec } from '../network-node.ts';
import { heightCodec, publicKeyCodec, schemeCodec } from '../scalars.ts';
import { namedEvidenceCodec } from './named-evidence.ts';
import { finalHeaderFields } from './proven-entry.ts';
import { shortText } from './short-text.ts';

/** `GET /v1/validators` */
export const validatorsResponseCodec = container({
  height: heightCodec,
  validators: list(
    container({
      name: shortText,
      address: addressCodec,
      scheme: open(schemeCodec),
      publicKey: publicKeyCodec,
      power: uint16,
    }),
    limits.validatorsMax,
  ),
});

/**
 * `GET /v1/validators/changes?from={height}`: the blocks from this height on that are followed by other
 * validators, in order, with who they are. Each is certified by the validators before it.
 */
export const validatorChangesResponseCodec = container({
  changes: list(
    container({ ...finalHeaderFields, validators: exact(validatorSetCodec) }),
    limits.validatorChangesPageMax,
  ),
});

/**
 * `GET /v1/evidence`: the newest blocks with evidence of equivocation, all that each of them holds, and what
 * waits for a block.
 */
export const evidenceResponseCodec = container({
  blocks: list(
    container({ ...finalHeaderFields, evidence: list(namedEvidenceCodec, limits.evidenceMax, 1) }),
    limits.evidenceBlocksShownMax,
  ),
  waiting: list(namedEvidenceCodec, 4096),
});

/** `GET /v1/nodes?after={name}`: the registry in the order of names, a page at a time. */
export const nodesResponseCodec = container({
  height: heightCodec,
  nodes: list(nodeRecordCodec, limits.listPageMax),
  /** What to name as `after` for the next page; `null`: this is the last one. */
  next: optional(nodeNameCodec),
});

export type ValidatorsResponse = ValueOf<typeof validatorsResponseCodec>;
export type ValidatorChangesResponse = ValueOf<typeof validatorChangesResponseCodec>;
export type ValidatorChange = ValidatorChangesResponse['changes'][number];
export type EvidenceResponse = ValueOf<typeof evidenceResponseCodec>;
export type EvidenceBlock = EvidenceResponse['blocks'][number];
export type NodesResponse = ValueOf<typeof nodesResponseCodec>;
