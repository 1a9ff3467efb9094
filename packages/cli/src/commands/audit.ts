/** `trellis audit`: who did what over a node's HTTP API, and whether that is all there was. */

import type { AuditProblem, ChainHead } from '@trellis/api/access';
import { isHash } from '@trellis/crypto';
import { auditLineCodec } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readGlobals } from '../globals.ts';
import { addNodeDataOptions, type NodeDataOptions, nodeData } from '../node-data.ts';
import { good, print, printJson } from '../output.ts';

/** The audit log is not what was written; the message says where. */
class AuditLogDamaged extends Error {
  readonly code = 'audit_log_damaged';

  constructor(message: string) {
    super(message);
    this.name = 'AuditLogDamaged';
  }
}

/** Gives `audit` its subcommands. */
export function defineAuditCommand(audit: Command): void {
  audit.addHelpText(
    'after',
    '\nThe log has every call of scope admin or audit, every refused call, and what became of API keys.\n' +
      'These commands read the node’s folder, whether it runs or not.\n',
  );
  addVerify(audit);
  addExport(audit);
}

interface VerifyOptions extends NodeDataOptions {
  readonly expect?: ChainHead;
}

function addVerify(audit: Command): void {
  addNodeDataOptions(
    audit.command('verify').description('Check that nothing in the log was changed or left out'),
  )
    .addOption(
      new Option(
        '--expect <number:hash>',
        'an entry noted earlier, which must still be there: shows that the end was not cut off',
      ).argParser(readHead),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis audit verify\n  $ trellis audit verify --config /etc/trellis/config.json\n',
    )
    .action(async (options: VerifyOptions, command: Command) => {
      const { accessFolder, auditFolder, verifyAudit } = await import('@trellis/api/access');
      const globals = readGlobals(command);
      const { name, data } = await nodeData(globals, options);
      const result = await verifyAudit(auditFolder(accessFolder(data)), options.expect);
      const { entries, first, head, tornBytes, problem } = result;
      if (problem !== null) {
        throw new AuditLogDamaged(`the audit log of ${name}: ${problemText(problem)}`);
      }
      const noted = `${head.number}:${head.hash}`;
      if (globals.json) {
        return printJson({ node: name, entries, first, head: noted, tornBytes });
      }
      if (entries === 0) return print(`${name}: the audit log is empty.`);
      print(
        `${name}: ${good('ok')}. Entries ${first} to ${head.number} are a whole chain.`,
        ...(first > 1n ? [`Entries 1 to ${first - 1n} made room; a later one says so.`] : []),
        ...(tornBytes > 0
          ? [
              `The last line has no end (${tornBytes} bytes): a crash tore it, or it is being written.`,
            ]
          : []),
        `Note this elsewhere, and name it with --expect next time: ${noted}`,
      );
    });
}

interface ExportOptions extends NodeDataOptions {
  readonly since?: number;
  readonly after: bigint;
}

function addExport(audit: Command): void {
  addNodeDataOptions(
    audit.command('export').description('Print the log, a JSON document on each line'),
  )
    .addOption(
      new Option(
        '--since <time>',
        'from this time on, such as 2026-11-01 or 2026-11-01T12:00Z',
      ).argParser(readTime),
    )
    .addOption(
      new Option('--after <number>', 'from the entry after this one on')
        .argParser(readNumber)
        .default(0n, 'the first'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis audit export > audit.jsonl\n  $ trellis audit export --since 2026-11-01\n',
    )
    .action(async (options: ExportOptions, command: Command) => {
      const { accessFolder, auditFolder, readAudit } = await import('@trellis/api/access');
      const { data } = await nodeData(readGlobals(command), options);
      const since = BigInt(options.since ?? 0);
      for await (const line of readAudit(auditFolder(accessFolder(data)), options.after)) {
        if (line.entry.time >= since) print(JSON.stringify(auditLineCodec.toJson(line)));
      }
    });
}

function problemText({ file, line, what }: AuditProblem): string {
  const where = `${file}, line ${line}`;
  switch (what) {
    case 'not_a_line':
      return `${where} is no entry`;
    case 'wrong_hash':
      return `${where} was changed: it does not have the hash that it says`;
    case 'wrong_number':
    case 'wrong_previous':
      return `${where} does not follow the line before: one was changed, moved or left out`;
    case 'torn_inside':
      return `${where} is cut off, and is not the end of the log`;
    case 'beginning_missing':
      return `it begins in ${file}, and nothing says that entries before made room: a file is missing`;
    case 'expected_entry_missing':
      return 'the entry named with --expect is not in it: its end was cut off, or this is another log';
  }
}

function readHead(text: string): ChainHead {
  const [number = '', hash = ''] = text.split(':');
  if (/^[0-9]{1,19}$/.test(number) && isHash(hash)) return { number: BigInt(number), hash };
  throw new InvalidArgumentError(
    'expected a number, a colon and a hash, as "audit verify" shows them.',
  );
}

function readTime(text: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('expected a time such as 2026-11-01 or 2026-11-01T12:00Z.');
}

function readNumber(text: string): bigint {
  if (/^[0-9]{1,19}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('expected the number of an entry.');
}
