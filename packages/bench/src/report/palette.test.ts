import { describe, expect, it } from 'vitest';
import { palettes, papers, seriesMax } from './palette.ts';

type Colour = readonly [number, number, number];

/** Linear light of each channel (IEC 61966-2-1). */
function linear(hex: string): Colour {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** How others see it: Machado, Oliveira and Fernandes 2009, severity 1. */
const sights: Readonly<Record<string, readonly Colour[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** CIE L*a*b*, in which distance is about how different colours look. */
function lab([red, green, blue]: Colour): Colour {
  const curve = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seen(hex: string, rows: readonly Colour[]): Colour {
  const [red, green, blue] = linear(hex);
  const value = (row: Colour | undefined): number => {
    const [r, g, b] = row ?? [0, 0, 0];
    return Math.min(1, Math.max(0, r * red + g * green + b * blue));
  };
  return lab([value(rows[0]), value(rows[1]), value(rows[2])]);
}

const distance = (a: Colour, b: Colour): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  const colours = palettes[theme];

  it('has colours, not shades of black or white', () => {
    for (const colour of colours) {
      const [lightness, a, b] = lab(linear(colour));
      expect(Math.hypot(a, b), colour).toBeGreaterThan(25);
      expect(lightness, colour).toBeGreaterThan(30);
      expect(lightness, colour).toBeLessThan(88);
    }
  });

  it('tells the schemes of a plot, and neighbours in a bar, apart at a glance', () => {
    const usual = colours.map((colour) => seen(colour, sights.usual ?? []));
    for (const [index, one] of usual.entries()) {
      const next = usual[index + 1];
      if (next !== undefined) expect(distance(one, next), colours[index]).toBeGreaterThan(45);
      for (const other of usual.slice(index + 1, 5)) {
        expect(distance(one, other), colours[index]).toBeGreaterThan(34);
      }
    }
  });

  it('stands out from its paper', () => {
    expect(colours).toHaveLength(seriesMax);
    for (const colour of colours) {
      expect(contrast(colour, papers[theme]), colour).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.entries(sights))('is told apart with %s sight', (_sight, rows) => {
    for (const [index, one] of colours.entries()) {
      for (const other of colours.slice(index + 1)) {
        const apart = distance(seen(one, rows), seen(other, rows));
        expect(apart, `${one} and ${other}`).toBeGreaterThan(16);
      }
    }
  });
});
