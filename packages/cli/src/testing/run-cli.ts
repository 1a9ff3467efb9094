/** Runs the `trellis` command as a process, in a home folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../commands/program.ts';
import { hideExperimentalWarnings } from '../own-warnings.js';

// As the program does at its start.
hideExperimentalWarnings();

const program = fileURLToPath(new URL('../main.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What was written to one stream before something was written to the other. */
export interface OutputPart {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface CliHome {
  readonly home: string;
  /** A path in the home folder. */
  path(name: string): string;
  /** Runs `trellis` with these arguments; `input` is what file descriptor 3 gives, `piped` standard input. */
  run(args: readonly string[], input?: string, piped?: string): Promise<CliResult>;
  /** As `run`, but within this process: quick, for commands that read no password and start nothing. */
  runWithin(args: readonly string[]): Promise<CliResult>;
  /** As `run`, for commands that must succeed; the JSON they print. */
  json(args: readonly string[], input?: string): Promise<Record<string, unknown>>;
  /** As `json`, but within this process. */
  jsonWithin(args: readonly string[]): Promise<Record<string, unknown>>;
  /** Writes a file into the home folder; its path. */
  write(name: string, content: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createHome(): Promise<CliHome> {
  const home = await mkdtemp(join(tmpdir(), 'trellis-cli-'));
  const path = (name: string): string => join(home, name);
  const run: CliHome['run'] = (args, input, piped) => runProcess(home, args, input, piped);
  return {
    home,
    path,
    run,
    runWithin: (args) => runWithin(home, args),
    json: async (args, input) => resultOf(args, await run([...args, '--json'], input)),
    jsonWithin: async (args) => resultOf(args, await runWithin(home, [...args, '--json'])),
    async write(name, content) {
      await writeFile(path(name), content, { mode: 0o600 });
      return path(name);
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** The JSON that a command printed, which must have succeeded. */
function resultOf(
  args: readonly string[],
  { code, stdout, stderr }: CliResult,
): Record<string, unknown> {
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function runProcess(
  home: string,
  args: readonly string[],
  input = '',
  piped = '',
): Promise<CliResult> {
  const { TRELLIS_NODE: _, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...environment, TRELLIS_HOME: home, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    // A command that reads nothing may end first.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(piped);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const pipe = child.stdio[3];
    if (pipe !== null && pipe !== undefined && 'end' in pipe) {
      // A command that reads no password leaves the pipe alone.
      pipe.on('error', () => undefined);
      pipe.end(input);
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * Runs the command within the test's own process: no start of a process for what ends before it touches
 * anything, such as a mistake in calling. One at a time: it borrows the process's output.
 */
export async function runWithin(
  home: string,
  args: readonly string[],
): Promise<CliResult & { readonly parts: readonly OutputPart[] }> {
  const { TRELLIS_HOME, TRELLIS_NODE, NO_COLOR } = process.env;
  const { stdout, stderr } = process;
  const parts: OutputPart[] = [];
  const writeOut = stdout.write;
  const writeErr = stderr.write;
  const keep = (stream: OutputPart['stream']) => (chunk: string | Uint8Array) => {
    const before = parts.at(-1)?.stream === stream ? parts.pop() : undefined;
    parts.push({ stream, text: `${before?.text ?? ''}${chunk.toString()}` });
    return true;
  };
  stdout.write = keep('stdout');
  stderr.write = keep('stderr');
  Object.assign(process.env, { TRELLIS_HOME: home, NO_COLOR: '1' });
  delete process.env.TRELLIS_NODE;
  try {
    const code = await runProgram(args);
    return { code, stdout: textOf(parts, 'stdout'), stderr: textOf(parts, 'stderr'), parts };
  } finally {
    stdout.write = writeOut;
    stderr.write = writeErr;
    restore({ TRELLIS_HOME, TRELLIS_NODE, NO_COLOR });
  }
}

function textOf(parts: readonly OutputPart[], stream: OutputPart['stream']): string {
  return parts.map((part) => (part.stream === stream ? part.text : '')).join('');
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
