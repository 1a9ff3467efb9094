/** Plots as SVG text: no script, no outside font, colours by the page's variables. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { figure } from '../table.ts';
import { seriesMax } from './palette.ts';

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  readonly logX?: boolean;
}

export interface BarPlot {
  readonly title: string;
  readonly unit: string;
  /** One a bar; its parts lie one behind the other in the order of `parts`. */
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly parts: readonly string[];
  readonly log?: boolean;
}

const width = 720;

/** Of 13 pixels, in the widest of the fonts that `system-ui` may be. */
const characterWidth = 7.6;

const dashes = ['', '7 4', '2 3', '9 3 2 3', '4 2', '1 4', '12 4', '6 2 1 2', '3 6'];

/** Beyond the palette comes what is left over, in grey. */
function colour(index: number): string {
  return index < seriesMax ? `var(--c${index})` : 'var(--soft)';
}

/** Text made safe for HTML and SVG. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Lines with different colours and dashes, and a legend. */
export function linePlot({ title, xLabel, yLabel, series, logX = false }: LinePlot): string {
  const height = 320;
  const [left, right, top, bottom] = [64, 32, 12 + 20 * Math.ceil(series.length / 3), 44];
  const xs = series.flatMap(({ points }) => points.map(([x]) => x)).filter((x) => !logX || x > 0);
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y));
  if (xs.length === 0) return '';
  const range: [number, number] = [left, width - right];
  const x = logX
    ? scaleLog()
        .domain([Math.min(...xs), Math.max(...xs)])
        .range(range)
        .nice()
    : scaleLinear()
        .domain([Math.min(0, ...xs), Math.max(...xs)])
        .range(range)
        .nice();
  const y = scaleLinear()
    .domain([0, Math.max(...ys)])
    .range([height - bottom, top])
    .nice();
  const xTicks = thinned(x.ticks(6), 9);
  const yText = y.tickFormat(5);
  const lines = series.map(({ points }, index) => {
    const path = points
      .filter(([px]) => !logX || px > 0)
      .map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${x(px).toFixed(1)},${y(py).toFixed(1)}`)
      .join('');
    return `<path d="${path}" class="line" style="stroke:${colour(index)}" stroke-dasharray="${dashes[index] ?? ''}"/>`;
  });
  return svg(title, height, [
    ...y.ticks(5).map((tick) => {
      const at = y(tick).toFixed(1);
      return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 8}" y="${at}" dy="4" class="end">${yText(tick)}</text>`;
    }),
    ...xTicks.map((tick) => {
      const at = x(tick).toFixed(1);
      return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${height - bottom}"/><text x="${at}" y="${height - bottom + 18}" class="middle">${figure(tick)}</text>`;
    }),
    ...lines,
    `<text x="${(left + width - right) / 2}" y="${height - 6}" class="middle label">${escapeText(xLabel)}</text>`,
    `<text transform="translate(14 ${(top + height - bottom) / 2}) rotate(-90)" class="middle label">${escapeText(yLabel)}</text>`,
    ...series.map(({ name }, index) => {
      const [column, row] = [index % 3, Math.floor(index / 3)];
      const [at, down] = [left + column * 215, 12 + row * 20];
      return `<line x1="${at}" x2="${at + 26}" y1="${down}" y2="${down}" class="line" style="stroke:${colour(index)}" stroke-dasharray="${dashes[index] ?? ''}"/><text x="${at + 32}" y="${down}" dy="4">${escapeText(name)}</text>`;
    }),
  ]);
}

/** Bars, one a line, of one part or of several. */
export function barPlot({ title, unit, bars, parts, log = false }: BarPlot): string {
  const legendRows = parts.length > 1 ? Math.ceil(parts.length / 4) : 0;
  const longest = Math.max(0, ...bars.map(({ name }) => name.length));
  const left = Math.max(150, Math.ceil(longest * characterWidth) + 14);
  const [right, top, bottom, step] = [78, 10 + legendRows * 20, 46, 26];
  const height = top + bars.length * step + bottom;
  const totals = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const positive = totals.filter((total) => total > 0);
  if (positive.length === 0) return '';
  const range: [number, number] = [left, width - right];
  const most = Math.max(...positive);
  const x = log
    ? scaleLog()
        .domain([Math.min(...positive) / 2, most])
        .range(range)
        .nice()
    : scaleLinear().domain([0, most]).range(range).nice();
  const zero = left;
  const rows = bars.map(({ name, values }, index) => {
    const y = top + index * step;
    let sum = 0;
    const rects = values.map((value, part) => {
      const from = sum === 0 ? zero : x(sum);
      sum += value;
      const to = sum > 0 ? x(sum) : zero;
      return `<rect x="${from.toFixed(1)}" y="${y + 4}" width="${Math.max(0, to - from).toFixed(1)}" height="${step - 8}" style="fill:${colour(part)}"><title>${escapeText(`${name}, ${parts[part] ?? ''}: ${figure(value)} ${unit}`)}</title></rect>`;
    });
    const end = sum > 0 ? x(sum) : zero;
    return `<text x="${left - 8}" y="${y + step / 2}" dy="4" class="end">${escapeText(name)}</text>${rects.join('')}<text x="${(end + 6).toFixed(1)}" y="${y + step / 2}" dy="4">${figure(sum)}</text>`;
  });
  const legend =
    parts.length < 2
      ? []
      : parts.map((part, index) => {
          const [at, down] = [8 + (index % 4) * 178, 12 + Math.floor(index / 4) * 20];
          return `<rect x="${at}" y="${down - 7}" width="14" height="14" style="fill:${colour(index)}"/><text x="${at + 20}" y="${down}" dy="4">${escapeText(part)}</text>`;
        });
  return svg(title, height, [
    ...thinned(x.ticks(5), 7).map((tick) => {
      const at = x(tick).toFixed(1);
      return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${height - bottom}"/><text x="${at}" y="${height - bottom + 18}" class="middle">${figure(tick)}</text>`;
    }),
    ...rows,
    ...legend,
    `<text x="${width - right}" y="${height - 4}" class="end label">${escapeText(unit)}</text>`,
  ]);
}

/** A logarithmic scale has more ticks than there is room for. */
function thinned(ticks: readonly number[], most: number): readonly number[] {
  if (ticks.length <= most) return ticks;
  const tens = ticks.filter(
    (tick) => tick > 0 && Number.isInteger(Number(Math.log10(tick).toFixed(9))),
  );
  if (tens.length > 1 && tens.length <= most) return tens;
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, index) => index % every === 0);
}

function svg(title: string, height: number, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">${parts.join('')}</svg>`;
}
