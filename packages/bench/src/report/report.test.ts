import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRun } from '../environment.ts';
import { type BenchRun, readRun } from '../run.ts';
import { runCsv } from './csv.ts';
import { defaultPrices, millionCost } from './prices.ts';
import { reportPage, writeReport } from './report.ts';
import { ledgerRun } from './testing/ledger-run.ts';

const facts = {
  kind: 'channel' as const,
  seed: 1,
  command: 'trellis bench channel',
  parameters: {},
  raw: null,
  startedAt: new Date(),
  failure: null,
};

describe('a report', () => {
  it('says in words what post-quantum costs, in time, bytes, disk and money', async () => {
    const page = reportPage(await ledgerRun(), defaultPrices);
    expect(page).toContain('final after 60.0 ms instead of 40.0 ms');
    expect(page).toContain('700 payments a second instead of 1,200');
    // 800 µs + 3,000 B sent + 3,500 B kept a year, on four nodes, a million times.
    expect(page).toContain('a million payments cost 17.1 instead of 1.77');
    expect(page).not.toMatch(/https?:\/\/|undefined|NaN/);
  });

  it.each([
    ['ml-dsa-44', '2,420'],
    ['ml-dsa-87', '4,627'],
  ])('names the signature size of %s', async (scheme, bytes) => {
    const page = reportPage(await ledgerRun(scheme), defaultPrices);
    expect(page).toContain(`with ${scheme} (signatures of about ${bytes} bytes)`);
  });

  it('claims no knee for a run at a given rate', async () => {
    const run = await ledgerRun();
    const metrics = run.metrics.filter(({ name }) => name !== 'knee');
    const parameters = { ...run.parameters, rate: 250 };
    const page = reportPage({ ...run, metrics, parameters }, defaultPrices);
    expect(page).toContain('under light load. Each');
    expect(page).toContain('The load is 250 payments a second.');
    expect(page).not.toMatch(/keeps? up with/);
  });

  it('begins with the failure of a run that broke off, and needs no figures', async () => {
    const run = await createRun({ ...facts, kind: 'ledger', metrics: [], failure: 'node3 died' });
    expect(reportPage(run, defaultPrices)).toContain('must not be compared: node3 died');
  });

  it('keeps text from being markup', async () => {
    const metrics = [
      { name: '<b>x</b>', subject: '"&', unit: 'ms', better: 'none' as const, samples: [1] },
    ];
    const page = reportPage(await createRun({ ...facts, metrics }), defaultPrices);
    expect(page).toContain('&#60;b&#62;x');
    expect(page).not.toContain('<b>x');
  });

  it('is three files, of which the first can be read again as it was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trellis-report-'));
    try {
      const run = await ledgerRun();
      await writeReport(folder, run, defaultPrices);
      expect(await readRun(join(folder, 'run.json'))).toEqual(run);
      const [head, first] = (await readFile(join(folder, 'run.csv'), 'utf8')).split('\r\n');
      expect(head).toBe('figure,of,unit,better,repetition,value,yardstick');
      expect(first).toBe('"idle finality, median",ed25519,ms,lower,1,40,');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses files that are no runs, and says where they are not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trellis-report-'));
    try {
      const path = join(folder, 'run.json');
      await expect(readRun(path)).rejects.toThrow('cannot be read: it does not exist');
      await writeFile(path, '{');
      await expect(readRun(path)).rejects.toThrow('is not JSON');
      const run: BenchRun = await ledgerRun();
      await writeFile(path, JSON.stringify({ ...run, metrics: [{ name: 'x' }] }));
      await expect(readRun(path)).rejects.toThrow('/metrics/0');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the table for spreadsheets', () => {
  it('quotes what would break it', async () => {
    const metrics = [
      { name: 'a,b', subject: 'c"d', unit: 'ms', better: 'lower' as const, samples: [1.5, 2] },
    ];
    expect(runCsv(await createRun({ ...facts, metrics }))).toContain(
      '"a,b","c""d",ms,lower,2,2,\r\n',
    );
  });
});

describe('the sum in money', () => {
  it('adds processor, traffic and storage on all nodes', () => {
    const prices = { cpuHour: 3.6, gigabyteSent: 1, gigabyteMonth: 2, monthsKept: 3 };
    const resources = { cpuMicros: 1_000, sentBytes: 1_000, diskBytes: 500 };
    expect(millionCost(resources, 2, prices)).toEqual({ cpu: 2, sent: 2, disk: 6, total: 10 });
  });
});
