/** `trellis governance protocol` and `announce`: which version of the protocol is in force, and who is ready for the next. */

import {
  announceVersion,
  getNodes,
  getProtocol,
  getStatus,
  type ProvenProtocol,
} from '@trellis/client';
import {
  firstVersion,
  type ProtocolRecord,
  protocolRecordCodec,
  rawText,
  visibleText,
} from '@trellis/protocol';
import type { Command } from 'commander';
import { asOfJson } from '../answer-json.ts';
import { blockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { print, printFields } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, proofField, reportedByNode } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';
import { wholeNumber } from '../whole-number.ts';

/** Gives `governance` its subcommands on versions. */
export function defineUpgradeCommands(governance: Command): void {
  addProtocol(governance);
  addAnnounce(governance);
}

function addProtocol(governance: Command): void {
  governance
    .command('protocol')
    .description('Show the version of the protocol, the next upgrade, and who is ready for it')
    .addHelpText('after', '\nExamples:\n  $ trellis governance protocol\n')
    .action(async (_options: object, command: Command) => {
      const session = await connect(command);
      const shown = await getProtocol(await session.light());
      const { value, reported, header } = shown;
      if (session.globals.json) {
        const protocol = value === null ? null : protocolRecordCodec.toJson(value);
        return printProvenJson(session, { protocol, reported, ...asOfJson(shown) });
      }
      printFields([
        ...versionFields(value),
        ...readinessFields(shown),
        ['as of', blockTime(header)],
        proofField(session, 'entry → state root → certificate'),
      ]);
    });
}

type Field = readonly [string, string];
type Upgrade = NonNullable<ProtocolRecord['pending']>;

function versionFields(record: ProtocolRecord | null): readonly Field[] {
  const { effective = null, pending = null, lapsed = null } = record ?? {};
  return [
    [
      'version',
      effective === null
        ? `${firstVersion}, from the first block on`
        : `${effective.version}, from block ${effective.height} on (${releaseText(effective)})`,
    ],
    [
      'next',
      pending === null
        ? 'none is planned'
        : `${pending.version} from block ${pending.height} on, if more than 5/6 of the power is ready (${releaseText(pending)})`,
    ],
    ...(lapsed === null
      ? []
      : [
          [
            'lapsed',
            `${lapsed.version} at block ${lapsed.height}: only ${lapsed.announced} of ${lapsed.power} of the power was ready`,
          ] as const,
        ]),
  ];
}

function releaseText({ release, releaseHash }: Upgrade): string {
  return `release ${release}, SHA-256 ${releaseHash}`;
}

/** Per validator, as reported by the node: what each has announced. */
function readinessFields({ value, reported }: ProvenProtocol): readonly Field[] {
  const wanted = value?.pending?.version;
  const { validators, knownVersion } = reported;
  const all = validators.reduce((sum, { power }) => sum + power, 0);
  const ready = validators
    .filter(({ version }) => wanted !== undefined && version !== null && version >= wanted)
    .reduce((sum, { power }) => sum + power, 0);
  return [
    ['this node knows', `up to version ${knownVersion}, ${reportedByNode}`],
    ...(wanted === undefined
      ? []
      : [['ready', `${ready} of ${all} of the power, ${reportedByNode}`] as const]),
    ...validators.map(({ node, power, version }, index) => {
      const said = version === null ? 'has announced nothing' : `up to version ${version}`;
      return [index === 0 ? 'validators' : '', `${node} (power ${power}): ${said}`] as const;
    }),
  ];
}

interface AnnounceOptions extends SendingOptions {
  readonly of?: string;
  readonly knows?: number;
}

function addAnnounce(governance: Command): void {
  addSendingOptions(
    governance
      .command('announce <operator>')
      .description('Announce which version of the protocol the software of a node knows')
      .option('--of <name>', 'the node that it is about; else the one that is asked')
      .option(
        '--knows <version>',
        'the newest version that its software knows; else as the node that is asked says',
        wholeNumber(1, 4_294_967_295),
      ),
  )
    .addHelpText(
      'after',
      '\nThe newest announcement of a node counts. Announce again after every change of its software, also\n' +
        `after going back to an older release. "--node" says which node is asked.\n${passwordHelp}\n` +
        'Examples:\n  $ trellis governance announce operator2 --node http://127.0.0.1:26701\n',
    )
    .action(async (operator: string, options: AnnounceOptions, command: Command) => {
      const session = await connect(command);
      const node = options.of ?? visibleText((await getStatus(session.transport)).node.name);
      const version = options.knows ?? (await versionKnownBy(session, node));
      await sendOperations(session, operator, options, ({ account }) => ({
        operations: [announceVersion({ operator: account, node, version })],
        headline: `Announce that ${node} knows protocol version ${version}`,
      }));
      if (!session.globals.json) print(`${node} is ready for protocol version ${version}.`);
    });
}

/** What the asked node says of itself; of another node it knows nothing. Throws `UsageError`. */
async function versionKnownBy(session: Session, node: string): Promise<number> {
  const asked = await getStatus(session.transport);
  if (rawText(asked.node.name) === node) {
    return (await getProtocol(await session.light())).reported.knownVersion;
  }
  const { nodes } = await getNodes(session.transport);
  const known = nodes.map(({ name }) => name).join(', ');
  throw new UsageError(
    'bad_announcement',
    `the node that was asked is ${visibleText(asked.node.name)}; ask ${node} itself with --node, or say what its software knows with --knows (nodes: ${known})`,
  );
}
