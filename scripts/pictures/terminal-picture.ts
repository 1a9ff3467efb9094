/** What a terminal shows, as an SVG: text with the colours of its escape sequences (ECMA-48 SGR). */

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | null;
}

const plain: Style = { bold: false, dim: false, colour: null };

const fontSize = 13;
const lineHeight = 18;
/** The advance of most monospace fonts, for the width of the picture. */
const advance = 0.602 * fontSize;
const margin = 16;

const background = '#1b1f24';
const foreground = '#e6e8eb';
const dimmed = '#9aa3ad';
const colours: Readonly<Record<number, string>> = { 31: '#ff8f87', 32: '#6fd48b', 33: '#e5c07b' };

/** The picture of some lines, which may have colours. */
export function terminalPicture(lines: readonly string[], title: string): string {
  const width = Math.max(...lines.map((line) => withoutColours(line).length));
  const [pictureWidth, pictureHeight] = [
    Math.ceil(width * advance + 2 * margin),
    lines.length * lineHeight + 2 * margin,
  ];
  const rows = lines.map(
    (line, index) =>
      `<text x="${margin}" y="${margin + index * lineHeight + fontSize}">${spansOf(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pictureWidth}" height="${pictureHeight}" ` +
      `viewBox="0 0 ${pictureWidth} ${pictureHeight}" role="img" ` +
      `font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" ` +
      `font-size="${fontSize}" fill="${foreground}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const sequence = /\u001b\[([0-9;]*)m/g;

function withoutColours(line: string): string {
  return line.replace(sequence, '');
}

function spansOf(line: string): string {
  const [first = '', ...rest] = line.split(sequence);
  let style = plain;
  let spans = spanOf(first, style);
  for (let index = 0; index < rest.length; index += 2) {
    style = styleAfter(style, rest[index] ?? '');
    spans += spanOf(rest[index + 1] ?? '', style);
  }
  return spans;
}

function styleAfter(before: Style, codes: string): Style {
  let style = before;
  for (const code of codes.split(';').map(Number)) style = { ...style, ...changeOf(code) };
  return style;
}

/** What a code changes; nothing if it is none of those that `trellis` prints. */
function changeOf(code: number): Partial<Style> {
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { bold: true };
    case 2:
      return { dim: true };
    case 22:
      return { bold: false, dim: false };
    case 39:
      return { colour: null };
    default: {
      const colour = colours[code];
      return colour === undefined ? {} : { colour };
    }
  }
}

function spanOf(text: string, { bold, dim, colour }: Style): string {
  if (text === '') return '';
  const fill = colour ?? (dim ? dimmed : null);
  const attributes = [
    ...(bold ? ['font-weight="700"'] : []),
    ...(fill === null ? [] : [`fill="${fill}"`]),
  ];
  return attributes.length === 0
    ? escaped(text)
    : `<tspan ${attributes.join(' ')}>${escaped(text)}</tspan>`;
}

function escaped(text: string): string {
  // SVG would join spaces that follow each other.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(' ', '\u00a0');
}
