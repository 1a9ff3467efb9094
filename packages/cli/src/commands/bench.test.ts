import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';

let cli: CliHome;

beforeAll(async () => {
  cli = await createHome();
});

afterAll(() => cli.remove());

const few = ['--schemes', 'ed25519', '--providers', 'openssl', '--sizes', '32', '--rounds', '3'];

describe('trellis bench', () => {
  it('measures, keeps the run in three files, and finds no difference between it and itself', async () => {
    const out = cli.path('run');
    const made = await cli.run(['bench', 'signatures', '--quick', ...few, '--out', out]);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('ed25519');
    const compared = await cli.run(['bench', 'compare', out, cli.path('run/run.json')]);
    expect(compared).toMatchObject({
      code: 0,
      stdout: 'No difference beyond noise in 3 figures.\n',
    });
    const twice = await cli.run(['bench', 'signatures', '--quick', ...few, '--out', out]);
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('there is a run in');
    expect(twice.stderr).toContain('--force');
    const run = JSON.parse(await readFile(cli.path('run/run.json'), 'utf8'));
    const [before, after] = await Promise.all(
      [100, 200].map((size) => {
        const metric = {
          name: 'x',
          subject: 'y',
          unit: 'B',
          better: 'lower',
          samples: [size, size, size],
        };
        return cli.write(`${size}.json`, JSON.stringify({ ...run, metrics: [metric] }));
      }),
    );
    const worse = await cli.run(['bench', 'compare', String(before), String(after)]);
    expect(worse).toMatchObject({ code: 1, stderr: '' });
    expect(worse.stdout).toContain('worse');
    const again = ['bench', 'report', out, '--out', cli.path('again'), '--price-cpu-hour', '1'];
    expect(await cli.run(again)).toMatchObject({ code: 0 });
  });

  it('refuses a folder that it could not keep the run in, before it measures', async () => {
    const file = await cli.write('a-file', '');
    for (const args of [
      ['signatures', '--quick', ...few],
      ['verify-bound', '--quick'],
    ]) {
      const { code, stdout, stderr } = await cli.runWithin(['bench', ...args, '--out', file]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`--out: ${file} is not a folder that can be written to`);
    }
  });

  it.each<[string, readonly string[], string]>([
    ['an unknown scheme', ['signatures', '--schemes', 'rsa'], 'there is no "rsa"'],
    ['an unknown provider', ['signatures', '--providers', 'gnutls'], 'there is no "gnutls"'],
    ['no rounds', ['signatures', '--rounds', '0'], 'from 1 on'],
    ['no validators', ['verify-bound', '--validators', '0'], 'from 1 on'],
    ['a scheme named twice', ['verify-bound', '--schemes', 'ed25519,ed25519'], 'named twice'],
    ['a size of nothing', ['signatures', '--sizes', '0'], 'expected numbers of bytes'],
    [
      'a scheme that no provider has',
      ['signatures', '--schemes', 'secp256k1', '--providers', 'liboqs-wasm'],
      'none of the providers',
    ],
    ['a scheme that ledgers have not', ['ledger', '--schemes', 'falcon-512'], 'falcon-512'],
    ['too few validators', ['ledger', '--validators', '2'], '--validators'],
    ['a loss of everything', ['ledger', '--loss', '99'], '--loss'],
    ['sizes out of order', ['growth', '--accounts', '5000,1000'], 'ascending'],
    ['a run that is not there', ['compare', 'nowhere', 'nowhere'], 'does not exist'],
    ['a price that is none', ['report', 'x', '--out', 'y', '--price-cpu-hour', 'dear'], 'dear'],
  ])('refuses %s, as a mistake of the caller', async (_what, args, text) => {
    const { code, stderr } = await cli.runWithin(['bench', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
  });
});
