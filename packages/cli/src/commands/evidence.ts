/** `trellis evidence`: who signed two different messages, and what became of it. */
import { getEvidence, verifyEvidence } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { type Evidence, infractionOf } from '@trellis/protocol';
import { type EvidenceResponse, evidenceResponseCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { bad, dim, print, printFields } from '../output.ts';
import { printProvenJson, proofField, reportedByNode } from '../proof-view.ts';
import { connect, type Session } from '../session.ts';

/** Gives the `evidence` command its arguments, options and action. */
export function defineEvidenceCommand(evidence: Command): void {
  evidence
    .addHelpText(
      'after',
      '\nA validator that signs two proposals or votes for the same height and round loses its power two\n' +
        'blocks after the one that holds the evidence. It gets it back only by a vote of the others.\n' +
        '\nExamples:\n  $ trellis evidence\n  $ trellis evidence --json\n',
    )
    .action(async (_options: object, command: Command) => {
      const session = await connect(command);
      const { globals, transport, provider, trusted } = session;
      const answer = await getEvidence(transport);
      if (trusted !== null) {
        for (const block of answer.blocks) await verifyEvidence(trusted, provider, block);
      }
      if (globals.json) return printProvenJson(session, evidenceResponseCodec.toJson(answer));
      show(session, answer);
    });
}

function show(session: Session, { blocks, waiting }: EvidenceResponse): void {
  if (blocks.length === 0 && waiting.length === 0) {
    print('No validator signed two different messages, as far as this node knows.');
    return;
  }
  for (const { header, evidence } of blocks) {
    for (const one of evidence) {
      printFields([
        ['offender', bad(one.node)],
        ...describe(one.evidence),
        ['in block', `${header.height}`],
        ['effect', `its power ended with block ${header.height + 1n}`],
        proofField(session, 'both signatures → evidence → header → certificate'),
      ]);
      print('');
    }
  }
  for (const one of waiting) {
    printFields([
      ['offender', bad(one.node)],
      ...describe(one.evidence),
      [
        'in block',
        'none yet: it waits for the next proposer, or until the validators may change again',
      ],
    ]);
    print('');
  }
  print(dim(`That there is no more is ${reportedByNode}.`));
}

function describe(evidence: Evidence): [string, string][] {
  const infraction = infractionOf(evidence);
  if (infraction === null) return [];
  const { first, second } = evidence;
  const value = (message: typeof first): string => {
    const block = message.blockId ?? 'no block';
    return 'type' in message || message.validRound === -1
      ? block
      : `${block}, again from round ${message.validRound}`;
  };
  return [
    ['key', formatAddress(infraction.validator)],
    [
      'signed',
      `two ${infraction.what}s for height ${infraction.height}, round ${infraction.round}`,
    ],
    ['one for', value(first)],
    ['one for', value(second)],
  ];
}
