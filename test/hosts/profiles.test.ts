import { describe, expect, it } from 'vitest';
import { hostAddress, sitesOfPacket } from './addresses.ts';
import { cutLines } from './disturb.ts';
import { netemWords } from './kernel-lines.ts';
import { lineOf, profiles, readProfiles, siteOf, sitePairs } from './profiles.ts';
import { figure, table } from './report.ts';

describe('profiles', () => {
  it('are found by their names', () => {
    expect(readProfiles('lan,europe').map(({ name }) => name)).toEqual(['lan', 'europe']);
  });

  it('are refused with those that there are', () => {
    expect(() => readProfiles('lan,moon')).toThrow('there is no "moon"; there are lan, europe');
  });

  it.each(profiles.map((profile) => [profile.name, profile] as const))(
    '%s has one line between each two sites',
    (_name, profile) => {
      const pairs = sitePairs(profile);
      expect(pairs.length).toBe(profile.sites.length * (profile.sites.length - 1));
      expect(2 * profile.lines.length).toBe(pairs.length);
      for (const [from, to] of pairs) {
        expect(lineOf(profile, from, to)).toEqual(lineOf(profile, to, from));
      }
    },
  );

  it.each([4, 7, 10, 16])(
    'leave a quorum of %i validators where a site is cut off',
    (validators) => {
      for (const profile of profiles) {
        const { disturbance } = profile;
        if (disturbance?.type !== 'cut') continue;
        const sites = Array.from({ length: validators }, (_, host) => siteOf(profile, host));
        const rest = sites.filter((site) => site !== disturbance.site);
        expect(3 * rest.length).toBeGreaterThan(2 * validators);
      }
    },
  );
});

describe('disturbances', () => {
  const cutOf = (name: string) => {
    const [profile] = readProfiles(name);
    if (profile?.disturbance == null) throw new Error('not disturbed');
    return cutLines(profile, profile.disturbance).map(({ from, to, settings }) => {
      expect(settings.cut).toBe(true);
      return `${from}>${to}`;
    });
  };

  it('cut all lines of a site, one line, or one way of a line', () => {
    expect(cutOf('cut').sort()).toEqual(['1>3', '2>3', '3>1', '3>2']);
    expect(cutOf('flapping').sort()).toEqual(['1>3', '3>1']);
    expect(cutOf('one-way')).toEqual(['3>1']);
  });
});

describe('packets', () => {
  const packet = (source: readonly number[], destination: readonly number[], version = 4) =>
    Uint8Array.from([version << 4, ...Array(11).fill(0), ...source, ...destination]);

  it('between hosts tell their sites', () => {
    expect(hostAddress({ host: 4, site: 2 })).toBe('10.77.2.5');
    expect(sitesOfPacket(packet([10, 77, 1, 1], [10, 77, 2, 5]))).toEqual({ from: 1, to: 2 });
  });

  it('of others tell nothing', () => {
    expect(sitesOfPacket(packet([10, 78, 0, 1], [10, 77, 2, 5]))).toBeNull();
    expect(sitesOfPacket(packet([10, 77, 1, 1], [224, 0, 0, 251]))).toBeNull();
    expect(sitesOfPacket(packet([10, 77, 1, 1], [10, 77, 2, 5], 6))).toBeNull();
    expect(sitesOfPacket(packet([10, 77, 1, 1], [10, 77, 2, 5]).slice(0, 19))).toBeNull();
    expect(sitesOfPacket(new Uint8Array())).toBeNull();
  });
});

it('what netem is told', () => {
  const [lossy] = readProfiles('lossy');
  if (lossy === undefined) throw new Error('no profile');
  const line = lineOf(lossy, 2, 3);
  expect(netemWords(line)).toBe('delay 11.5ms 0.5ms limit 20000 loss 1% reorder 0.1%');
  expect(netemWords({ ...line, megabits: 20, cut: true })).toBe(
    'delay 11.5ms 0.5ms limit 600 loss 100% reorder 0.1% rate 20mbit',
  );
});

it('tables have three digits of a figure, and none where nothing was measured', () => {
  expect([0, 4, 1.2345, 12.345, 1234.5, Number.NaN, undefined].map(figure)).toEqual([
    '0',
    '4',
    '1.23',
    '12.3',
    '1235',
    '-',
    '-',
  ]);
  expect(table(['profile', 'ms'], [['lan', 1.5]])).toBe(
    '| profile | ms |\n| --- | ---: |\n| lan | 1.50 |',
  );
});
