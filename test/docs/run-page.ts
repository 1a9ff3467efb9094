/** Runs the examples of a page against a live testnet, in a home folder of the page's own. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChainId } from '@trellis/protocol';
import { type TestnetOptions, testnetFolder } from '@trellis/testnet';
import { keysFolder } from '@trellis/testnet/named-keys';
import { type Example, examplesOf } from './page.ts';

const program = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

/** The testnet of the documentation's examples: one validator decides as many would, and starts sooner. */
export const docsNetwork: Partial<TestnetOptions> = {
  validators: 1,
  chainId: 'example-chain' as ChainId,
};

/** An example and what it printed, both streams as a terminal shows them. */
export interface Outcome {
  readonly example: Example;
  readonly printed: readonly string[];
}

/** Types what a reader would: passwords of new keys, which stay beside them as those of a testnet do. */
const reader = `
trellis() {
  if [ "$1 $2" = "keys new" ]; then
    (umask 077; echo "the password of $3" > "$TRELLIS_HOME/keys/$3.password")
    "$NODE" "$PROGRAM" "$@" --password-file "$TRELLIS_HOME/keys/$3.password"
  else
    "$NODE" "$PROGRAM" "$@"
  fi
}`;

/** Runs all examples of a page, one after another in one shell. `home` is that of the testnet. */
export async function runPage(page: string, home: string): Promise<readonly Outcome[]> {
  const examples = examplesOf(page);
  const folder = await mkdtemp(join(tmpdir(), 'trellis-docs-'));
  try {
    const own = join(folder, 'home');
    await mkdir(own);
    await symlink(testnetFolder(home), testnetFolder(own));
    await cp(keysFolder(home), keysFolder(own), { recursive: true });
    const mark = `end of example ${randomUUID()}`;
    const script = examples.map(({ command }) => `${command}\necho; echo '${mark}'`);
    const output = await runShell([reader, ...script].join('\n'), folder, own);
    const parts = output.split(`\n${mark}\n`);
    return examples.map((example, index) => ({ example, printed: linesOf(parts[index] ?? '') }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function linesOf(text: string): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

function runShell(script: string, folder: string, home: string): Promise<string> {
  const { TRELLIS_NODE: _, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
      cwd: folder,
      env: {
        ...environment,
        NODE: process.execPath,
        PROGRAM: program,
        TRELLIS_HOME: home,
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
