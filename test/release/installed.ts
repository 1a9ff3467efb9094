/** What must work wherever the released packages are installed. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { BuiltPackage } from '../../scripts/release/build.ts';
import type { Manifest } from '../../scripts/release/packages.ts';
import { type Run, runNode, typeCheck } from './run.ts';

/** Faces that CommonJS can't require, and why. */
const notRequired: Readonly<Record<string, string>> = {
  '@trellis/client/verification-worker': 'it listens to the page that started it as a worker',
  '@trellis/iso20022/validator': 'libxml2-wasm awaits its WebAssembly where it is loaded',
};

const programs = fileURLToPath(new URL('programs', import.meta.url));

/** Puts a program of the tests into a folder of an installation. */
export function putProgram(folder: string, name: string): string {
  copyFileSync(join(programs, name), join(folder, name));
  return name;
}

/** A module signs and verifies; `provider` says by what. Its types are checked too. */
export async function expectSigning(run: Run, provider: 'native' | 'portable'): Promise<void> {
  const program = putProgram(run.folder, 'sign.mts');
  await typeCheck(run.folder, 'node', program);
  expect(JSON.parse(await runNode(run, program))).toEqual({
    provider,
    valid: true,
    validElsewhere: true,
    forged: false,
    address: 64,
    keyFile: true,
    asset: true,
    path: '/v1/status',
    url: 'http://127.0.0.1:26700',
    loaded: ['function', 'function'],
  });
}

/** CommonJS can require every face, which it could not if one had to be awaited. */
export async function expectRequirable(
  run: Run,
  libraries: readonly BuiltPackage[],
): Promise<void> {
  const faces = libraries.flatMap(({ name, files }) => {
    const { exports = {} }: Manifest = JSON.parse(
      readFileSync(join(files, 'package.json'), 'utf8'),
    );
    return Object.keys(exports).map((face) => face.replace(/^\./, name));
  });
  const required = faces.filter((face) => !(face in notRequired));
  const script = `for (const face of ${JSON.stringify(required)})
    console.log(face, Object.keys(require(face)).length > 0);`;
  const printed = await runNode(run, '--eval', script);
  expect(printed.trimEnd().split('\n')).toEqual(required.map((face) => `${face} true`));
}

/** What the command's demo prints: it runs four validators, pays, and verifies; then it stops them. */
export function expectDemo(printed: string): void {
  expect(printed).toContain('4 validators run as separate processes');
  expect(printed).toMatch(/carol holds 49\.95 EUR at block \d+/);
  expect(printed).toContain('npx trellis testnet up');
  expect(printed).toContain('Stopped 4 validators; nothing is left running.');
}
