/** `trellis node report`: all that somebody who helps needs to see of a node, in one archive and without secrets. */
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, platform, release, tmpdir, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ConfigError } from '@trellis/api';
import { version } from '@trellis/engine';
import { configCodec, type NodeConfig } from '../config/config.ts';
import { sendOrder } from '../control/send-order.ts';
import { examine } from '../doctor/examine.ts';
import { secretPaths } from '../doctor/machine-facts.ts';
import { createRedaction, formsOf, withoutSecretFields } from './redact.ts';
import type { SelfReport } from './self-report.ts';

/** Of the newest of its logs; the one before has the rest of the story. */
const logBytesMax = 4 * 1024 * 1024;
const logFilesMax = 3;

export interface ReportOptions {
  /** The archive, a `.tar.gz` that is not there yet. */
  readonly file: string;
  /** Where the node's log is, if it is known. */
  readonly log: string | null;
  readonly cpuProfile: boolean;
  readonly heap: boolean;
}

export interface WrittenReport {
  readonly file: string;
  readonly running: boolean;
  readonly contents: readonly { readonly name: string; readonly bytes: number }[];
}

/** Throws `ConfigError` when the archive is there already, or nothing can be written at its place. */
export async function writeReport(
  config: NodeConfig,
  options: ReportOptions,
): Promise<WrittenReport> {
  const { file } = options;
  await reserve(file);
  const staging = await mkdtemp(join(tmpdir(), 'trellis-report-'));
  try {
    const { running, texts } = await gather(config, options);
    const redact = createRedaction(await knownSecrets(config));
    const contents = [];
    for (const [name, text] of texts) {
      const clean = redact(text);
      await mkdir(dirname(join(staging, name)), { recursive: true });
      await writeFile(join(staging, name), clean, { mode: 0o600 });
      contents.push({ name, bytes: Buffer.byteLength(clean) });
    }
    const names = contents.map(({ name }) => name);
    // Loaded for this alone: every command that works on nodes would carry it.
    const { create } = await import('tar');
    await create({ file, cwd: staging, gzip: true, portable: true, mode: 0o600 }, names);
    return { file, running, contents };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Before anything is asked: ten seconds of profile are not to be lost. */
async function reserve(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'is there already' : `can’t be written (${code})`;
    throw new ConfigError('file_not_written', `${file} ${why}; name another file with --to`, {
      cause: error,
    });
  }
}

async function gather(
  config: NodeConfig,
  options: ReportOptions,
): Promise<{ readonly running: boolean; readonly texts: ReadonlyMap<string, string> }> {
  const self = await askNode(config, options);
  const texts = new Map<string, string>([
    ['config.json', json(withoutSecretFields(configCodec.toJson(config)))],
    ['machine.json', json(machine())],
    ['files.json', json(await filesIn(config.data))],
  ]);
  for (const [name, value] of await Promise.all([
    attempt('doctor.json', () => examine(config)),
    attempt('disk.json', async () =>
      self === null ? null : await sendOrder(config.data, { order: 'disk' }),
    ),
  ])) {
    texts.set(name, json(value));
  }
  if (self !== null) {
    const { answers, metrics, history, versions, cpuProfile, heap } = self;
    for (const [name, answer] of Object.entries(answers)) {
      texts.set(`${name}.json`, json(withoutSecretFields(answer)));
    }
    texts.set('metrics.txt', metrics).set('status-history.json', json(history));
    texts.set('versions.json', json(versions));
    if (cpuProfile !== null) texts.set('node.cpuprofile', JSON.stringify(cpuProfile));
    if (heap !== null) texts.set('heap.json', json(heap));
  }
  for (const [name, text] of await readLogs(options.log)) texts.set(`logs/${name}`, text);
  return { running: self !== null, texts };
}

/** `null`: it does not run. */
async function askNode(
  config: NodeConfig,
  { cpuProfile, heap }: ReportOptions,
): Promise<SelfReport | null> {
  try {
    return (await sendOrder(config.data, { order: 'report', cpuProfile, heap })) as SelfReport;
  } catch (error) {
    if (error instanceof ConfigError && error.code === 'node_not_running') return null;
    throw error;
  }
}

/** What fails is told of in its place: a report is wanted most where something is broken. */
async function attempt(
  name: string,
  run: () => Promise<unknown>,
): Promise<readonly [string, unknown]> {
  try {
    return [name, await run()];
  } catch (error) {
    return [name, { failed: error instanceof Error ? error.message : String(error) }];
  }
}

function machine(): object {
  return {
    software: version,
    node: process.version,
    system: `${platform()} ${release()}`,
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryBytes: totalmem(),
    madeAt: new Date().toISOString(),
  };
}

async function filesIn(folder: string): Promise<readonly object[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const one = await stat(join(folder, name)).catch(() => null);
      if (one === null || one.isDirectory()) return [];
      const mode = `0${(one.mode & 0o777).toString(8)}`;
      return [{ name, bytes: one.size, mode, changed: one.mtime.toISOString() }];
    }),
  );
  return found.flat();
}

async function knownSecrets(config: NodeConfig): Promise<readonly string[]> {
  const contents = await Promise.all(
    secretPaths(config).map((path) => readFile(path).catch(() => Buffer.alloc(0))),
  );
  return contents.flatMap(formsOf);
}

/** The ends of the newest logs, those that were rotated unpacked. */
async function readLogs(log: string | null): Promise<readonly (readonly [string, string])[]> {
  if (log === null) return [];
  const names = await readdir(dirname(log)).catch(() => []);
  const own = names.filter(
    (name) => name === basename(log) || name.startsWith(`${basename(log)}.`),
  );
  const rotated = own
    .filter((name) => name !== basename(log))
    .toSorted()
    .reverse();
  const chosen = [basename(log), ...rotated].filter((name) => own.includes(name));
  return Promise.all(
    chosen.slice(0, logFilesMax).map(async (name) => {
      const content = await readFile(join(dirname(log), name));
      const text = name.endsWith('.gz') ? gunzipSync(content) : content;
      return [name.replace(/\.gz$/, ''), endOf(text)] as const;
    }),
  );
}

/** Whole lines alone: the half of a secret would not be recognized. */
function endOf(text: Buffer): string {
  if (text.length <= logBytesMax) return text.toString('utf8');
  const end = text.subarray(-logBytesMax);
  return end.subarray(end.indexOf(0x0a) + 1).toString('utf8');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
