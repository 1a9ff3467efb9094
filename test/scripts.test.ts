/** The scripts of package.json that take options say which, and refuse what they don't know. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

/** Those that are started from this folder, without what is built before them: by their names, the arguments of Node. */
const scripts = Object.entries(packageJson.scripts).flatMap(([name, command]) => {
  const last = command.split(' && ').at(-1) ?? '';
  return /^node .*\btest\/\S+main\.ts$/.test(last) && !name.includes(':')
    ? [{ name, args: last.split(' ').slice(1) }]
    : [];
});

function run(args: readonly string[]) {
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } } as const;
  return spawnSync(process.execPath, args, options);
}

it('are found', () => {
  expect(scripts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['soak', 'sim', 'hosts', 'upgrades', 'model', 'fuzz']),
  );
});

describe.each(scripts)('pnpm $name', ({ name, args }) => {
  it('explains its options', () => {
    const { status, stdout, stderr } = run([...args, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`Usage: pnpm ${name} [options]`);
  });

  it('refuses an option that it does not know, and says where they are explained', () => {
    const { status, stdout, stderr } = run([...args, '--nonsense']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `error: unknown option '--nonsense'\n\`pnpm ${name} --help\` explains the options.\n`,
    );
  });
});
