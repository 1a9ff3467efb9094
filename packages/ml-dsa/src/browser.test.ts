/** The package in a process without anything of Node, as a bundler would take it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const index = JSON.stringify(new URL('./index.ts', import.meta.url).href);

it('loads nothing of Node', async () => {
  const code = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        const found = next(specifier, context);
        if (found.url.startsWith('node:')) throw new Error('loads ' + found.url);
        return found;
      },
    });
    const { createVerifier, parameterSetNames } = await import(${index});
    const verifier = createVerifier({ keys: 1 });
    const isValid = verifier.verify(new Uint8Array(1952), new Uint8Array(), new Uint8Array(3309));
    console.log(JSON.stringify({ parameterSetNames, isValid }));`;
  const options = ['--conditions=browser', '--input-type=module', '--eval', code];
  const { stdout } = await run(process.execPath, options, { timeout: 120_000 });
  expect(JSON.parse(stdout)).toEqual({
    parameterSetNames: ['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'],
    isValid: false,
  });
});
