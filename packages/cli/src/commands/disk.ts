/** `trellis disk`: what uses the disk of a running node, and when it is full. */
import type { DiskReport } from '@trellis/node';
import { groupDigits } from '@trellis/protocol';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { readGlobals } from '../globals.ts';
import { namedConfig } from '../node-data.ts';
import { formatBytes, print, printJson } from '../output.ts';

/** Gives the `disk` command its options and action. */
export function defineDiskCommand(disk: Command): void {
  disk
    .addHelpText('after', '\nExample:\n  $ trellis disk node1\n')
    .action(async (name: string, _options: object, command: Command) => {
      const { sendOrder } = await import('@trellis/node');
      const { home, json } = readGlobals(command);
      const { data } = await namedConfig(home, name);
      const report = (await sendOrder(data, { order: 'disk' })) as DiskReport;
      if (json) printJson(report);
      else print(...linesOf(report));
    });
}

function linesOf(report: DiskReport): readonly string[] {
  const { freeBytes, totalBytes, mode, blocksPerDay, bytesPerDay, daysLeft } = report;
  const free =
    freeBytes === null || totalBytes === null
      ? 'not told by the file system'
      : `${formatBytes(freeBytes)} of ${formatBytes(totalBytes)}`;
  const rows = [
    ['database files', formatBytes(report.databaseFiles)],
    ...Object.entries(report.database).map(([name, bytes]) => [
      `  ${words(name)}`,
      formatBytes(bytes),
    ]),
    ...Object.entries(report.files).map(([name, bytes]) => [name, formatBytes(bytes)]),
    ['free', free],
    ['keeps', mode],
    [
      'grows a day',
      `${formatBytes(bytesPerDay[mode])} in ${groupDigits(blocksPerDay)} blocks, at the rate of the last ones`,
    ],
    ...(['archive', 'full', 'recent'] as const)
      .filter((one) => one !== mode)
      .map((one) => [`  as ${one}`, formatBytes(bytesPerDay[one])]),
    ['full in', daysLeft === null ? 'not at this rate' : `${groupDigits(daysLeft)} days`],
  ];
  return alignRows(rows);
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
