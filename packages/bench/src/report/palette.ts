/**
 * Colours of series, for white and for dark paper. Each stands out from its background by 3 : 1 at least (WCAG
 * 2.2, 1.4.11), and any two are told apart with the four kinds of sight that a test simulates. They were
 * searched for by the same measures; in this order the first five, and neighbours in a bar, differ most.
 */
export const palettes = {
  light: [
    '#17a2af',
    '#dd7904',
    '#320afb',
    '#81342e',
    '#8288f4',
    '#c47b69',
    '#6f1eb8',
    '#b52208',
    '#195c89',
  ],
  dark: [
    '#66eda2',
    '#e5dc00',
    '#a7c3ff',
    '#b29412',
    '#b669fd',
    '#766526',
    '#a8369e',
    '#9007fb',
    '#b13668',
  ],
} as const;

export const papers = { light: '#ffffff', dark: '#14181c' } as const;

/** How many series can have a colour of their own. */
export const seriesMax = palettes.light.length;
