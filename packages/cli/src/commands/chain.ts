/** `trellis block`, `validators` and `status`: looking at the chain. */

import {
  type BlockName,
  getBlock,
  getRecoveries,
  getReportedBlock,
  getStatus,
  getValidators,
  ProofError,
  summarizeRecovery,
  type TrustedChain,
  trustedValidators,
  verifyEvidence,
} from '@trellis/client';
import { formatAddress, type SchemeName, schemes } from '@trellis/crypto';
import {
  type ChainRecovery,
  codeText,
  infractionOf,
  isUnknown,
  toHeight,
  type UnknownCode,
  validatorSetHash,
  visibleText,
} from '@trellis/protocol';
import {
  type BlockResponse,
  blockResponseCodec,
  type StatusResponse,
  type StorageStatus,
  statusResponseCodec,
  type ValidatorsResponse,
  validatorsResponseCodec,
} from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { plainAnswerJson } from '../answer-json.ts';
import { age, blockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { bad, dim, formatBytes, print, printFields, printJson } from '../output.ts';
import { reportedByNode, unchecked } from '../proof-view.ts';
import { utcOf } from '../readable-json.ts';
import { connect, type Session } from '../session.ts';
import { showWhy } from '../why.ts';

/** Gives the `block` command its arguments, options and action. */
/** Clocks that differ by less than this are as good as equal. */
const clockPrecisionMs = 500n;

export function defineBlockCommand(block: Command): void {
  block
    .addHelpText('after', '\nExamples:\n  $ trellis block\n  $ trellis block 12 --json\n')
    .action(async (text: string | undefined, _options: object, command: Command) => {
      if (text !== undefined && !/^(0|[1-9][0-9]{0,18})$/.test(text)) {
        throw new UsageError('bad_height', `"${text}" is not a height; give a whole number`);
      }
      const session = await connect(command);
      const { globals, trusted } = session;
      const answer = await fetchBlock(
        session,
        text === undefined ? 'latest' : toHeight(BigInt(text)),
      );
      const { header, certificate } = answer;
      const isChecked = trusted !== null && header.height !== 0n;
      if (globals.json) {
        const json = blockResponseCodec.toJson(answer);
        return printJson({ ...json, timeUtc: utcOf(header.time), proofChecked: isChecked });
      }
      const total = answer.transactions.reduce((sum, { bytes }) => sum + bytes, 0);
      const signatures = answer.transactions.reduce((sum, one) => sum + one.signatureBytes, 0);
      const certified = certificate?.signatures.reduce((sum, one) => sum + one.signature.length, 0);
      printFields([
        ['block', `${header.height}  ${answer.blockId}`],
        [
          'time',
          `${new Date(Number(header.time)).toISOString()}, ${age(Date.now() - Number(header.time))}`,
        ],
        ['proposer', formatAddress(header.proposer)],
        ['previous', header.previousBlockId],
        ['state root', header.stateRoot],
        [
          'certificate',
          certificate === null
            ? 'none: block 0 follows from the genesis'
            : certificate.signatures.length === 0
              ? bad('none: the recovery of the chain made it final, by decision of its operators')
              : `${certificate.signatures.length} signatures, ${formatBytes(certified ?? 0)}, round ${certificate.round}`,
        ],
        ['proof', describeProof(answer, trusted !== null, isChecked)],
        ...describeEvidence(answer),
        [
          'transactions',
          answer.evidence === null
            ? dim('not at this node, which began with a snapshot; ask another with --node')
            : `${answer.transactions.length}, ${formatBytes(total)}, of which ${formatBytes(signatures)} are signatures and their keys`,
        ],
      ]);
      for (const { transactionId, status } of answer.transactions.slice(0, 20)) {
        print(`  ${transactionId}  ${codeText(status)}`);
      }
      const more = answer.transactions.length - 20;
      if (more > 0) print(dim(`  and ${more} more; --json shows them all`));
    });
}

/** The block that was asked for, checked; what it says of double signing convicts. */
async function fetchBlock(session: Session, name: BlockName): Promise<BlockResponse> {
  const light = await session.light();
  const block = await getBlock(light, name).catch((error: unknown) => {
    // Block 0 has no certificate; its answer proves nothing, and says so.
    const isUnsigned = error instanceof ProofError && error.code === 'certificate_missing';
    if (isUnsigned && error.block?.header.height === 0n)
      return getReportedBlock(session.transport, 0n);
    throw error;
  });
  const { header, certificate, evidence } = block;
  if (evidence !== null && evidence.length > 0) {
    await light.check(header.height, (trusted) =>
      verifyEvidence(trusted, light.verifier, { header, certificate, evidence }),
    );
  }
  return block;
}

/** One line for each that the block convicts. */
function describeEvidence({ evidence }: BlockResponse): [string, string][] {
  return (evidence ?? []).map(({ node, evidence: messages }) => {
    const infraction = infractionOf(messages);
    const signed =
      infraction === null
        ? 'two messages'
        : `two ${infraction.what}s for height ${infraction.height}, round ${infraction.round}`;
    return ['evidence', `${bad(node)} signed ${signed}; "trellis evidence" shows them`];
  });
}

function describeProof(
  { evidence }: BlockResponse,
  isTrusted: boolean,
  isChecked: boolean,
): string {
  const convicts = (evidence ?? []).length > 0;
  if (isChecked) return `${convicts ? 'evidence → ' : ''}header → certificate checked`;
  return dim(isTrusted ? 'not checked: block 0 has no certificate' : unchecked);
}

/** Whether these are the trusted validators; one whose scheme is not known here is none of them. */
function isTrustedSet(trusted: TrustedChain, reported: ValidatorsResponse['validators']): boolean {
  const validators = reported.flatMap(({ scheme, ...rest }) =>
    isUnknown(scheme) ? [] : [{ ...rest, scheme }],
  );
  const areKnown = validators.length === reported.length;
  return (
    areKnown && validatorSetHash({ validators }) === validatorSetHash(trustedValidators(trusted))
  );
}

function schemeText(scheme: SchemeName | UnknownCode): string {
  if (isUnknown(scheme)) return `${codeText(scheme)} (not known here)`;
  return `${scheme}${schemes[scheme].postQuantum ? '' : ' (not post-quantum)'}`;
}

/** Gives the `validators` command its arguments, options and action. */
export function defineValidatorsCommand(validators: Command): void {
  validators
    .addHelpText('after', '\nExamples:\n  $ trellis validators\n')
    .action(async (_options: object, command: Command) => {
      const { globals, transport, trusted } = await connect(command);
      const answer = await getValidators(transport);
      const areTrusted = trusted && isTrustedSet(trusted, answer.validators);
      if (globals.json) {
        const json = validatorsResponseCodec.toJson(answer);
        return printJson({ ...json, areTrusted });
      }
      const total = answer.validators.reduce((sum, { power }) => sum + power, 0);
      const rows = answer.validators.map(({ name, power, scheme, address }) => [
        visibleText(name),
        `${power}/${total}`,
        schemeText(scheme),
        formatAddress(address),
      ]);
      print(...alignRows([['name', 'power', 'scheme', 'address'], ...rows]));
      const quorum = Math.floor((2 * total) / 3) + 1;
      print(dim(`A block is final with the signatures of ${quorum} of the power of ${total}.`));
      if (areTrusted === null) return;
      print(
        areTrusted
          ? dim(
              `They follow from the trusted genesis${andRecoveries(trusted)}; their names are ${reportedByNode}.`,
            )
          : bad('They do NOT follow from the trusted genesis.'),
      );
    });
}

/** What the connections agreed on, each kind once. */
function describeChannels(peers: StatusResponse['peers']): string {
  const kinds = new Set(
    peers.flatMap(({ channel }) => (channel === null ? [] : [channelText(channel)])),
  );
  return [...kinds].join('; ') || '-';
}

type Channel = NonNullable<StatusResponse['peers'][number]['channel']>;

const channelText = ({ group, signatureScheme, cipher }: Channel): string =>
  [group, signatureScheme, cipher].map((text) => visibleText(text)).join(', ');

/** Gives the `status` command its arguments, options and action. */
export function defineStatusCommand(status: Command): void {
  status
    .option('--why', 'say in words why there is no new block')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis status\n  $ trellis status --why\n  $ trellis status --node http://127.0.0.1:26702 --json\n',
    )
    .action(async ({ why }: { why?: boolean }, command: Command) => {
      if (why === true) return showWhy(readGlobals(command));
      const { globals, transport, trusted } = await connect(command);
      const answer = await getStatus(transport);
      // Nodes of releases before this know of none.
      const recoveries = await getRecoveries(transport).catch(() => []);
      if (globals.json) return printJson(plainAnswerJson(statusResponseCodec, answer));
      const isTrusted = trusted === null || trusted.genesisHash === answer.genesisHash;
      const { node, head, keeps, consensus, mempool, peers } = answer;
      const connected = peers.filter((peer) => peer.connected);
      const absent = peers
        .filter((peer) => !peer.connected)
        .map(({ name, peer }) => visibleText(name || peer));
      printFields([
        [
          'node',
          `${visibleText(node.name)} at ${transport.url}, version ${visibleText(answer.version)}, signatures by ${visibleText(node.provider)}`,
        ],
        ...mlDsaRows(node),
        [
          'chain',
          `${answer.chainId}, genesis ${answer.genesisHash}${isTrusted ? '' : bad(' (not the trusted one)')}`,
        ],
        ...recoveries.map(recoveredRow),
        ['validator', node.validator === null ? 'no, it follows' : formatAddress(node.validator)],
        ['head', blockTime(head)],
        ...(keeps.statesFrom === head.height
          ? []
          : ([['states', `from block ${keeps.statesFrom} on`]] as const)),
        ...(keeps.blocksFrom === 0n
          ? []
          : ([['blocks', `from block ${keeps.blocksFrom} on`]] as const)),
        ['storage', answer.storage === null ? notReported : storageText(answer.storage)],
        [
          'consensus',
          `height ${consensus.height}, round ${consensus.round}, ${codeText(consensus.step)}`,
        ],
        ...guardRows(answer),
        ['mempool', `${mempool.count} transactions, ${formatBytes(mempool.bytes)}`],
        [
          'peers',
          `${connected.length} connected${absent.length === 0 ? '' : `; absent: ${absent.join(', ')}`}`,
        ],
        ['channels', describeChannels(connected)],
        [
          'offered',
          `${node.groups.map((group) => visibleText(group)).join(', ')}${node.requirePostQuantum ? '' : bad(' (post-quantum key exchange is NOT required)')}`,
        ],
      ]);
    });
}

/** Validators after a recovery follow from it, too. */
function andRecoveries(trusted: TrustedChain | null): string {
  const count = trusted?.recoveries.length ?? 0;
  return count === 0 ? '' : ' and from the recovery of the chain that you agreed to';
}

type Rows = readonly (readonly [string, string])[];

/** That a chain continues by its operators' word is said wherever its head is. */
function recoveredRow(recovery: ChainRecovery): readonly [string, string] {
  const { height, operators, reason, hash } = summarizeRecovery(recovery);
  const by = operators.flatMap(({ nodes }) => nodes).join(', ');
  return [
    'recovered',
    bad(
      `after block ${height} by decision of the operators of ${by}: "${visibleText(reason)}" (recovery ${hash})`,
    ),
  ];
}

/** In place of what the node, which is older than this program, does not report: it may be well or not. */
const notReported = dim('unknown: the node is too old to report it');

/** Why ML-DSA is verified more slowly than it could be; nothing when all is well. */
function mlDsaRows({ mlDsa, provider }: StatusResponse['node']): Rows {
  if (mlDsa === null) return [['ML-DSA', notReported]];
  if (mlDsa.problem === null) return [];
  return [['ML-DSA', bad(`verified by ${visibleText(provider)}: ${visibleText(mlDsa.problem)}`)]];
}

/** What keeps the node from voting, and a chain that is ahead of its clock; nothing when all is well. */
function guardRows({ guard, chainAheadMs }: StatusResponse): Rows {
  const ahead = clockRows(chainAheadMs);
  if (guard === null) return [...ahead, ['vote', notReported]];
  if (guard.state === 'voting' || guard.state === 'none') return ahead;
  const text =
    guard.limit === null
      ? `compares what it signed with what others know; ${guard.missing.length} not heard of yet`
      : guard.doubt === 'withdrawn'
        ? 'signs nothing more of this chain: it gave its statement for a recovery of the chain'
        : `signs nothing up to block ${guard.limit}, as it may have signed more than it remembers`;
  return [...ahead, ['vote', bad(text)]];
}

function clockRows(chainAheadMs: bigint | null): Rows {
  if (chainAheadMs === null) return [['clock', notReported]];
  if (chainAheadMs <= clockPrecisionMs) return [];
  return [['clock', bad(`the chain is ${(Number(chainAheadMs) / 1000).toFixed(1)} s ahead of it`)]];
}

/** What a person has to know of damage, and how far the search for it is. */
function storageText({ damaged, healed, rebuildingTo, scrub }: StorageStatus): string {
  if (rebuildingTo !== null) {
    return bad(`the chain is fetched again after damage, up to block ${rebuildingTo}`);
  }
  const [first] = damaged;
  if (first !== undefined) {
    return bad(`${damaged.length} places are damaged, such as ${visibleText(first)}`);
  }
  const repaired = healed === 0 ? 'no damage' : `${healed} damaged values repaired`;
  const share = scrub.of === null ? '' : ` of about ${scrub.of}`;
  return `${repaired}; ${scrub.read}${share} values checked in pass ${scrub.passes + 1}`;
}
