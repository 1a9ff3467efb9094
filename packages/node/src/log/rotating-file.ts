/**
 * A log file that does not grow for ever. Each line is written at once, so that a killed process loses none; a file that is
 * large or old enough is set aside and compressed; the oldest are deleted when all together are too large.
 */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { inBackground } from '@trellis/engine';

export interface LogFileOptions {
  readonly path: string;
  /** It is set aside before it becomes larger. */
  readonly bytesMax: number;
  /** It is set aside when it is older. */
  readonly ageMsMax: number;
  /** Of this file and those that were set aside. */
  readonly totalBytesMax: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Says how many bytes it wrote; a test has it fail. */
  readonly write?: (descriptor: number, bytes: Uint8Array, from: number) => number;
}

export interface LogFile {
  /** A line with its end. Never throws: what can't be written is counted, and told of when there is room again. */
  write(line: string): void;
  /** Resolves when everything that was set aside is compressed. */
  settled(): Promise<void>;
}

/** Opens it, and finishes what a killed process left undone. Throws when it can't be opened. */
export function openLogFile(options: LogFileOptions): LogFile {
  const { path, bytesMax, ageMsMax, now = Date.now, write = writeSync } = options;
  mkdirSync(dirname(path), { recursive: true });
  let file = open(path);
  let lost = 0;
  let tidying: Promise<void> = Promise.resolve();

  function tidy(): void {
    tidying = tidying.then(() => tidyUp(options));
    inBackground(tidying, () => undefined);
  }

  function setAside(): void {
    // Something may stand there if the clock was moved.
    let name = `${path}.${new Date(now()).toISOString().replace(/[:.]/g, '-')}`;
    while (existsSync(name) || existsSync(`${name}.gz`)) name += '_';
    renameSync(path, name);
    closeSync(file.descriptor);
    file = open(path);
    tidy();
  }

  function append(line: string): void {
    const bytes = Buffer.from(line);
    const isDue = file.bytes + bytes.length > bytesMax || now() - file.since > ageMsMax;
    if (file.bytes > 0 && isDue) setAside();
    let written = 0;
    try {
      while (written < bytes.length) written += write(file.descriptor, bytes, written);
    } finally {
      file.bytes += written;
      // The next line must not begin in the middle of this one.
      if (written > 0 && written < bytes.length) file.isTorn = true;
    }
  }

  tidy();
  return {
    write(line) {
      try {
        if (file.isTorn) append('\n');
        file.isTorn = false;
        if (lost > 0)
          append(`${JSON.stringify({ level: 40, time: now(), lost, msg: lostLines })}\n`);
        lost = 0;
        append(line);
      } catch {
        lost += 1;
      }
    },
    settled: () => tidying,
  };
}

const lostLines = 'lines of the log were lost, as they could not be written';

interface OpenFile {
  readonly descriptor: number;
  readonly since: number;
  bytes: number;
  isTorn: boolean;
}

function open(path: string): OpenFile {
  const descriptor = openSync(path, 'a', 0o600);
  const { size, birthtimeMs } = fstatSync(descriptor);
  return { descriptor, since: birthtimeMs, bytes: size, isTorn: isTorn(path) };
}

/** Whether the last line was begun alone: the process that wrote it was killed, or had no room. */
function isTorn(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } finally {
    closeSync(descriptor);
  }
}

/** Compresses what was set aside, and deletes the oldest until there is room for the file in use. */
async function tidyUp({ path, bytesMax, totalBytesMax }: LogFileOptions): Promise<void> {
  for (const name of setAsideOf(path)) {
    if (name.endsWith('.tmp')) rmSync(name, { force: true });
    else if (!name.endsWith('.gz')) await compress(name);
  }
  const names = setAsideOf(path);
  let total = names.reduce((sum, name) => sum + sizeOf(name), bytesMax);
  for (const name of names) {
    if (total <= totalBytesMax) break;
    total -= sizeOf(name);
    rmSync(name, { force: true });
  }
}

/** The oldest first. */
function setAsideOf(path: string): readonly string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.`))
    .sort()
    .map((name) => join(folder, name));
}

/** In whole or not at all; what can't be compressed for want of room stays as it is. */
async function compress(name: string): Promise<void> {
  const [to, compressed] = [`${name}.gz.tmp`, `${name}.gz`];
  try {
    if (!existsSync(compressed)) {
      await pipeline(createReadStream(name), createGzip(), createWriteStream(to, { mode: 0o600 }));
      renameSync(to, compressed);
    }
    rmSync(name, { force: true });
  } catch {
    rmSync(to, { force: true });
  }
}

function sizeOf(name: string): number {
  return statSync(name, { throwIfNoEntry: false })?.size ?? 0;
}
