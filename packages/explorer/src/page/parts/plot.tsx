/** A plot by uPlot, in the colours of the page. What it shows is told in words as well. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { inBackground } from '../background.ts';
import { timeText } from '../format.ts';
import { type Message, t } from '../language.ts';

export interface PlotSeries {
  /** In English; shown in the language of the page. */
  readonly name: Message;
  readonly values: readonly number[];
  readonly colour: 'first' | 'second';
}

const height = 150;

/** Whole blocks. */
const heightTicks: Pick<uPlot.Axis, 'incrs' | 'values'> = {
  incrs: [1, 2, 5, 10, 20, 50, 100],
  values: (_self, ticks) => ticks.map(String),
};

/** With a point in every language, as all numbers of the page. */
const valueTicks: uPlot.Axis.DynamicValues = (_self, ticks) => ticks.map(String);

/** In the reader's zone, with seconds only where they differ. */
const timeTicks: uPlot.Axis.DynamicValues = (_self, ticks) => {
  const isWhole = ticks.every((tick) => tick % 60 === 0);
  return ticks.map((tick) => timeText(tick * 1_000).slice(11, isWhole ? 16 : 19));
};

export function Plot({
  label,
  xs,
  x = 'height',
  series,
}: {
  readonly label: string;
  /** Heights of blocks, or seconds since 1970; ascending. */
  readonly xs: readonly number[];
  readonly x?: 'height' | 'time';
  readonly series: readonly PlotSeries[];
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawn = useRef<uPlot.AlignedData>([[]]);
  const draw = async (element: HTMLElement, signal: AbortSignal): Promise<void> => {
    // Loaded when there is something to draw: what it says is told in words above.
    const { default: UPlot } = await import('uplot');
    if (signal.aborted) return;
    const made = new UPlot(optionsFor(element, series, x), drawn.current, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    // Colours are read when something is drawn.
    const themed = new MutationObserver(() => made.redraw());
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    signal.addEventListener(
      'abort',
      () => {
        resized.disconnect();
        themed.disconnect();
        made.destroy();
        plot.current = null;
      },
      { once: true },
    );
  };
  useEffect(() => {
    const ended = new AbortController();
    if (box.current !== null) inBackground(draw(box.current, ended.signal));
    return () => ended.abort();
  }, []);
  useEffect(() => {
    drawn.current = [[...xs], ...series.map(({ values }) => [...values])];
    plot.current?.setData(drawn.current);
  }, [xs, series]);
  return (
    <figure class="plot">
      <figcaption>
        {label}: {series.map(summary).join('; ')}
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

function summary({ name, values }: PlotSeries): string {
  if (values.length === 0) return t('no {0} yet', t(name));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return t(
    '{0} {1} on average, {2} at most',
    t(name),
    mean.toFixed(1),
    Math.max(...values).toFixed(0),
  );
}

function optionsFor(
  element: HTMLElement,
  series: readonly PlotSeries[],
  x: 'height' | 'time',
): uPlot.Options {
  const colour = (name: string) => (): string =>
    getComputedStyle(element).getPropertyValue(`--plot-${name}`).trim();
  const axis: uPlot.Axis = {
    stroke: colour('text'),
    grid: { stroke: colour('grid'), width: 1 },
    ticks: { stroke: colour('grid'), width: 1 },
    font: '11px system-ui',
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: x === 'time' },
      y: { range: (_self, _min, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      x === 'time' ? { ...axis, values: timeTicks } : { ...axis, ...heightTicks },
      { ...axis, size: 44, values: valueTicks },
    ],
    series: [
      {},
      ...series.map(
        (one): uPlot.Series => ({
          label: one.name,
          stroke: colour(one.colour),
          width: 1.5,
          points: { show: false },
        }),
      ),
    ],
  };
}
