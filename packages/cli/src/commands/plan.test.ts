import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';

let cli: CliHome;

beforeAll(async () => {
  cli = await createHome();
});

afterAll(() => cli.remove());

const results = new URL('../../../bench/results/', import.meta.url).pathname;

describe('trellis plan', () => {
  it('says what a network needs, and that its costs were measured elsewhere', async () => {
    const asked = ['--validators', '16', '--payments', '500', '--retention', '90d'];
    const { code, stdout, stderr } = await cli.run(['plan', ...asked, '--sites', 'eu-3']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('16 validators, 500 payments a second');
    expect(stdout).toMatch(/^disk of a node +\d+ TB for 90 days with signatures$/m);
    expect(stdout).toMatch(/^at most +[\d,]+ payments a second, for one thread of a node$/m);
    expect(stdout).toContain('not of this machine');
  });

  it('takes runs that are given, and says the same of them as JSON', async () => {
    const runs = ['--ledger', `${results}ledger.json`, '--growth', `${results}growth.json`];
    const refused = await cli.run(['plan', ...runs]);
    // Those of the repository are of two machines.
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('a run of another machine');
    const { stdout } = await cli.run(['plan', '--json', '--payments', '0']);
    expect(JSON.parse(stdout)).toMatchObject({
      asked: { payments: 0, sites: 'one site' },
      blocksPerSecond: 0.1,
      isSustained: true,
    });
  });

  it('refuses what makes no plan', async () => {
    const rows = [
      ['--validators 3', 'from 4 to 64'],
      ['--sites moon', 'one-site, eu-3, continents-3'],
      ['--retention 5x', '90d or 12h'],
      ['--retention forever', '90d or 12h'],
      ['--ledger runs/a', '--growth: give both runs'],
      ['--ledger runs/a --growth runs/b', 'does not exist'],
      ['--payments -1', 'whole number'],
    ] as const;
    for (const [given, says] of rows) {
      const { code, stdout, stderr } = await cli.run(['plan', ...given.split(' ')]);
      expect(code, given).not.toBe(0);
      expect(stdout, given).toBe('');
      expect(stderr, given).toContain(says);
    }
  });
});
