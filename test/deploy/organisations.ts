/**
 * The organisations of docs/deploy.md: each with a folder that the others do not see, all on this machine, each with an
 * address of its own. What they send each other is in their folders `received`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript } from '../docs/run-page.ts';

const program = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));

/** A fenced block of the page: who types it, and what. */
export interface Block {
  readonly kind: string;
  readonly lines: readonly string[];
}

/** The blocks of a page that say after their language who types them. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(?:console|json) ([a-z-]+)\n([\s\S]*?)^```$/gm)].map(
    ([, kind = '', text = '']) => ({ kind, lines: text.trimEnd().split('\n') }),
  );
}

export interface Organisation {
  readonly name: string;
  readonly folder: string;
  /** Of its node that has its own name. */
  readonly http: string;
  readonly nodes: readonly OwnNode[];
  /** What its nodes logged. */
  log(): Promise<string>;
  /** Runs commands as the page has them; throws with what was printed when one fails. */
  run(lines: readonly string[]): Promise<string>;
  /** Ends one node by its name, or all. */
  stop(node?: string): Promise<void>;
}

interface OwnNode {
  readonly name: string;
  readonly port: number;
  readonly httpPort: number;
}

export interface Organisations {
  readonly all: readonly Organisation[];
  of(name: string): Organisation;
  /** Everybody gets what anybody put into its folder `received`. */
  share(): Promise<void>;
  remove(): Promise<void>;
}

export async function createOrganisations(
  names: readonly string[],
  basePort: number,
  /** Nodes of an organisation besides the one that has its name. */
  further: Readonly<Record<string, readonly string[]>> = {},
): Promise<Organisations> {
  const nodes = names.flatMap((name) => [name, ...(further[name] ?? [])]);
  const portOf = (node: string): number => basePort + nodes.indexOf(node);
  const root = await mkdtemp(join(tmpdir(), 'trellis-deploy-'));
  const all: Organisation[] = [];
  for (const name of names) {
    const folder = join(root, name);
    await mkdir(join(folder, 'received'), { recursive: true });
    await mkdir(join(folder, 'home', 'keys'), { recursive: true });
    const own = [name, ...(further[name] ?? [])].map((node) => ({
      name: node,
      port: portOf(node),
      httpPort: portOf(node) + 100,
    }));
    all.push(organisation(name, folder, own));
  }
  return {
    all,
    of(name) {
      const found = all.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no organisation ${name}`);
      return found;
    },
    async share() {
      for (const from of all) {
        for (const to of all) {
          if (from === to) continue;
          await cp(join(from.folder, 'received'), join(to.folder, 'received'), { recursive: true });
        }
      }
    },
    async remove() {
      await Promise.all(all.map((one) => one.stop()));
      await rm(root, { recursive: true, force: true });
    },
  };
}

function organisation(name: string, folder: string, nodes: readonly OwnNode[]): Organisation {
  const httpOf = (node: string): string =>
    `http://127.0.0.1:${nodes.find((one) => one.name === node)?.httpPort}`;
  const running = new Map<string, ChildProcess>();
  return {
    name,
    folder,
    http: httpOf(name),
    nodes,
    log: () => readFile(join(folder, 'node.log'), 'utf8').catch(() => ''),
    async run(lines) {
      const printed: string[] = [];
      for (const line of lines) {
        const command = line.replace(/^\$ /, '');
        const [, node] = /^trellis node run ([a-z0-9-]+)/.exec(command) ?? [];
        if (node !== undefined) {
          running.set(node, startNode(command, folder, join(folder, 'node.log')));
          continue;
        }
        const script = `${onThisMachine(command, nodes, httpOf(name))}\necho "code $?"`;
        const output = await runScript(script, folder, join(folder, 'home'));
        if (!output.endsWith('code 0\n')) throw new Error(`${name} $ ${command}\n${output}`);
        printed.push(output);
      }
      return printed.join('');
    },
    async stop(only) {
      for (const [node, child] of running) {
        if (only !== undefined && node !== only) continue;
        running.delete(node);
        if (child.exitCode !== null) continue;
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}

/** The page has names of hosts; here all are one. */
function onThisMachine(line: string, nodes: readonly OwnNode[], http: string): string {
  const made = nodes.find((node) => line.includes(`node init --name ${node.name} `));
  const here = line.replace('trellis --genesis', `trellis --node ${http} --genesis`);
  if (made === undefined) return here;
  const at = `127.0.0.1:${made.port}`;
  return here
    .replace(/ --listen \S+/, '')
    .replace(`${made.name}.example:26600`, at)
    .replace('node init', `node init --http-port ${made.httpPort} --listen ${at}`);
}

/** `node run` as a process of its own, which is then the node's. */
function startNode(command: string, cwd: string, log: string): ChildProcess {
  const child = spawn(process.execPath, [program, ...command.split(' ').slice(1)], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = createWriteStream(log, { flags: 'a' });
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  return child;
}

/** All files of an organisation by their content, but those that were sent. */
export async function ownFiles(folder: string): Promise<readonly Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const own = entries.filter((one) => one.isFile() && !one.parentPath.includes('/received'));
  return Promise.all(own.map((one) => readFile(join(one.parentPath, one.name))));
}
