/**
 * Colours of series, for white and for dark paper. Each stands out from its background by 3 : 1 at least (WCAG
 * 2.2, 1.4.11), and any two are told apart with the three kinds of sight that a test simulates.
 */
export const palettes = {
  light: [
    '#0060a8',
    '#919018',
    '#103821',
    '#4836f3',
    '#479e98',
    '#0b1137',
    '#348547',
    '#12097a',
    '#5978f5',
  ],
  dark: [
    '#4aa3e8',
    '#e0e517',
    '#348547',
    '#cff9ea',
    '#e6f398',
    '#0a8189',
    '#704de7',
    '#919018',
    '#75cc94',
  ],
} as const;

export const papers = { light: '#ffffff', dark: '#14181c' } as const;

/** How many series can have a colour of their own. */
export const seriesMax = palettes.light.length;
