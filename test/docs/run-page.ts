/**
 * Runs the examples of a page against a live testnet, in a home folder of the page's own. A shell runs them
 * as a reader's would, but `trellis` in it is this process: starting one for each command would take most
 * of the time.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { createLightClient, getGenesis, trustGenesis } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { keysFolder, openTestKey } from '@trellis/keystore';
import type { ChainId } from '@trellis/protocol';
import { operatorName, type TestnetOptions, testnetFolder } from '@trellis/testnet';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { testPorts } from '../ports.ts';
import { reachNewest } from '../upgrade/reach-newest.ts';
import { type Example, examplesOf } from './page.ts';

/** The testnet of the documentation's examples: one validator decides as many would, and starts sooner. */
const docsNetwork: Partial<TestnetOptions> = {
  validators: 1,
  chainId: 'example-chain' as ChainId,
  pastStates: 1_000,
};

/** Starts it, by the newest version of the protocol. */
export async function startDocsNetwork(): Promise<TestNetwork> {
  const network = await startNetwork(docsNetwork);
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('a network without nodes');
  const provider = createProvider('native');
  const trusted = trustGenesis(await getGenesis(transport));
  const light = createLightClient({ transport, verifier: provider, trusted, headAgeMsMax: null });
  await reachNewest(light, await openTestKey(network.home, operatorName(0), provider));
  return network;
}

const cli = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
const examplesFolder = fileURLToPath(new URL('../../examples', import.meta.url));

/** An example and what it printed, both streams as a terminal shows them. */
export interface Outcome {
  readonly example: Example;
  readonly printed: readonly string[];
}

/**
 * `trellis` hands its folder and arguments over on descriptor 3, waits for the exit code on 4, and prints what is
 * in the files then, in the order in which it was written to the two streams. It types what a reader would: passwords of new keys, which stay beside them as those of
 * a testnet do.
 */
const reader = `
trellis() {
  if [ "$1 $2" = "keys new" ]; then
    (umask 077; echo "the password of $3" > "$TRELLIS_HOME/keys/$3.password")
    set -- "$@" --password-file "$TRELLIS_HOME/keys/$3.password"
  fi
  printf '%s\\0' "$#" "$PWD" "$@" >&3
  local code
  read -r code <&4
  local part
  for part in "$ANSWERS"/*; do
    case "$part" in
      *.stdout) cat "$part" ;;
      *.stderr) cat "$part" >&2 ;;
    esac
  done
  return "$code"
}
lasting() {
  exec "$NODE" "$TRELLIS" "$@" --port "$LASTING_PORT" > >(while IFS= read -r line; do echo "$line"; touch "$SAID"; done)
}
until_said() {
  until [ -e "$SAID" ] || ! kill -0 $! 2> /dev/null; do sleep 0.05; done
  rm -f "$SAID"
}
trap 'kill $(jobs -p) 2> /dev/null' EXIT`;

/** Where `trellis wallet serve` listens if it is not told: other tests may run beside this one. */
const defaultPort = 'localhost:26680';

/**
 * As the shell runs it. A command that lasts until it is stopped, `trellis wallet serve &`, is a process of its own; it has
 * said what it says before the next command is run.
 */
function scriptOf(command: string, port: number): string {
  const lasting = /^trellis (.+ &)$/.exec(command)?.[1];
  const script = lasting === undefined ? command : `lasting ${lasting}\nuntil_said`;
  return script.replaceAll(defaultPort, `localhost:${port}`);
}

/** Runs all examples of a page, one after another in one shell. `home` is that of the testnet. */
export async function runPage(page: string, home: string): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-docs-'));
  try {
    const own = join(folder, 'home');
    await mkdir(own);
    await symlink(testnetFolder(home), testnetFolder(own));
    await cp(keysFolder(home), keysFolder(own), { recursive: true });
    await cp(examplesFolder, join(folder, 'examples'), { recursive: true });
    return await runExamples(examplesOf(page), folder, own);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs examples where the testnet itself is: they may stop and start its nodes. */
export async function runOnTestnet(
  examples: readonly Example[],
  home: string,
): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-docs-'));
  try {
    return await runExamples(examples, folder, home);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runExamples(
  examples: readonly Example[],
  folder: string,
  home: string,
): Promise<readonly Outcome[]> {
  const mark = `end of example ${randomUUID()}`;
  const port = await testPorts(1);
  const script = examples.map(({ command }) => `${scriptOf(command, port)}\necho; echo '${mark}'`);
  const printed = await runScript(script.join('\n'), folder, home, port);
  const output = printed.replaceAll(`localhost:${port}`, defaultPort);
  const parts = output.split(`\n${mark}\n`);
  return examples.map((example, index) => ({ example, printed: linesOf(parts[index] ?? '') }));
}

function linesOf(text: string): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

/** What a script prints, in a folder and with a home of `trellis`. */
export async function runScript(
  script: string,
  folder: string,
  home: string,
  port = 0,
): Promise<string> {
  const answers = join(folder, 'answers');
  await mkdir(answers, { recursive: true });
  const { TRELLIS_NODE: _, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', `exec 2>&1\n${reader}\n${script}`], {
      cwd: folder,
      env: {
        ...{ ...environment, ANSWERS: answers, TRELLIS_HOME: home },
        ...{
          NODE: process.execPath,
          TRELLIS: cli,
          LASTING_PORT: String(port),
          SAID: join(folder, 'said'),
        },
      },
      stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe'],
    });
    const [, , , calls, codes] = child.stdio;
    if (!(calls instanceof Readable) || !(codes instanceof Writable)) {
      throw new TypeError('no descriptors for calls');
    }
    answerCalls(calls, codes, { home, answers }).catch((error: unknown) => {
      child.kill();
      reject(error);
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

/** Runs a command for each call, one at a time as the shell waits. */
async function answerCalls(
  calls: Readable,
  codes: Writable,
  { home, answers }: { home: string; answers: string },
): Promise<void> {
  let words: string[] = [];
  let rest = '';
  const before = process.cwd();
  for await (const chunk of calls.setEncoding('utf8')) {
    const parts = `${rest}${chunk}`.split('\0');
    rest = parts.pop() ?? '';
    words = [...words, ...parts];
    const [count, folder, ...args] = words;
    if (folder === undefined || args.length < Number(count)) continue;
    words = [];
    process.chdir(folder);
    const result = await runWithin(home, args).finally(() => process.chdir(before));
    await rm(answers, { recursive: true });
    await mkdir(answers);
    for (const [index, { stream, text }] of result.parts.entries()) {
      await writeFile(join(answers, `${String(index).padStart(4, '0')}.${stream}`), text);
    }
    codes.write(`${result.code}\n`);
  }
}
