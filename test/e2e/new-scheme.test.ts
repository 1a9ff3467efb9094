/** A signature scheme that comes with a version of the protocol: on a chain and a node that learn it by an upgrade. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../upgrade/new-scheme/main.ts', import.meta.url));
const release = new URL('../upgrade/new-scheme/with-falcon.ts', import.meta.url).href;

it('Falcon-512 is refused before its version, allowed by a vote after it, signs for an account, and is audited', async () => {
  const env = { ...process.env, NODE_OPTIONS: `--import ${release}` };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({
    before: { create: 'not_in_force', allow: 'not_in_force' },
    notAllowed: 'scheme_not_allowed',
    after: {
      allow: 'success',
      create: 'success',
      receive: 'success',
      forged: 'bad_signature',
      pay: 'success',
      payAgain: 'success',
    },
    version: 3,
  });
  expect(found.audited.height).toBeGreaterThan(8);
});
