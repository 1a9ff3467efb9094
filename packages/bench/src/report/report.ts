/** A run as files to look at: its raw data, a table for spreadsheets, and a page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricTable } from '../metric-table.ts';
import { type BenchRun, writeRun } from '../run.ts';
import { runFileName } from '../run-file-name.ts';
import { runCsv } from './csv.ts';
import { ledgerLead, ledgerSections } from './ledger-sections.ts';
import { type Page, renderPage, type Section } from './page.ts';
import type { Prices } from './prices.ts';
import { signatureLead, signatureSections } from './signature-sections.ts';

const titles: Readonly<Record<BenchRun['kind'], string>> = {
  signatures: 'What a signature costs',
  ledger: 'What signatures cost a ledger',
  growth: 'How a ledger’s costs grow',
  'verify-bound': 'What verification alone would allow',
  channel: 'What connections between nodes cost',
  'channel-load': 'What connections between nodes cost a network',
  api: 'What a node’s HTTP API bears',
};

/** The page of a run, as HTML. Throws `BenchError` `bad_run` when its raw data is not what it should be. */
export function reportPage(run: BenchRun, prices: Prices): string {
  const broken =
    run.failure === null
      ? []
      : [`This run broke off, and its figures must not be compared: ${run.failure}`];
  const page: Page = {
    title: titles[run.kind],
    lead: [...broken, ...leadOf(run, prices)],
    sections: sectionsOf(run, prices),
    facts: factsOf(run),
  };
  return renderPage(page);
}

/** Writes `run.json`, `run.csv` and `report.html` into a folder. */
export async function writeReport(folder: string, run: BenchRun, prices: Prices): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeRun(join(folder, runFileName), run);
  await writeFile(join(folder, 'run.csv'), runCsv(run));
  await writeFile(join(folder, 'report.html'), reportPage(run, prices));
}

function leadOf(run: BenchRun, prices: Prices): readonly string[] {
  if (run.kind === 'signatures') return signatureLead(run);
  return run.kind === 'ledger' ? ledgerLead(run, prices) : [];
}

function sectionsOf(run: BenchRun, prices: Prices): readonly Section[] {
  if (run.metrics.length === 0) return [];
  switch (run.kind) {
    case 'signatures':
      return signatureSections(run);
    case 'ledger':
      return ledgerSections(run, prices);
    case 'growth':
    case 'verify-bound':
    case 'channel':
    case 'channel-load':
    case 'api':
      return [
        { title: 'Figures', text: ['Medians over the repetitions.'], table: metricTable(run) },
      ];
  }
}

function factsOf(run: BenchRun): Page['facts'] {
  const { machine, versions } = run;
  return [
    ['command', run.command],
    ['commit', run.commit],
    ['when', `${run.startedAt}, ${Math.round(run.seconds)} s`],
    [
      'machine',
      `${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}`,
    ],
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['seed', String(run.seed)],
    [
      'parameters',
      Object.entries(run.parameters)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ],
  ];
}
