/** One self-contained page: text, tables and plots, light or dark, nothing from outside. */
import { escapeText } from './chart.ts';
import { palettes, papers } from './palette.ts';

export interface Section {
  readonly title: string;
  /** Paragraphs before the figures. */
  readonly text?: readonly string[];
  /** SVG. */
  readonly plot?: string;
  readonly table?: readonly (readonly string[])[];
}

export interface Page {
  readonly title: string;
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
  /** What the figures were made with. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

const variables = (theme: 'light' | 'dark'): string => {
  const ink = theme === 'light' ? '#171b1f' : '#e9edf0';
  const soft = theme === 'light' ? '#545d66' : '#a6b0b9';
  const rule = theme === 'light' ? '#d9dee3' : '#343b42';
  const colours = palettes[theme].map((colour, index) => `--c${index}:${colour}`).join(';');
  return `--paper:${papers[theme]};--ink:${ink};--soft:${soft};--rule:${rule};${colours};color-scheme:${theme}`;
};

const style = `
:root{${variables('light')}}
@media (prefers-color-scheme:dark){:root:not([data-theme]){${variables('dark')}}}
:root[data-theme=dark]{${variables('dark')}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0 1rem}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem}
p{max-width:44rem}
button{float:right;font:inherit;color:inherit;background:none;border:1px solid var(--soft);border-radius:.4rem;padding:.25rem .7rem;cursor:pointer}
button:focus-visible{outline:3px solid var(--c0);outline-offset:2px}
figure{margin:1rem 0;overflow-x:auto}
svg{width:100%;min-width:34rem;height:auto;display:block;font-size:13px}
svg text{fill:var(--ink)}svg .end{text-anchor:end}svg .middle{text-anchor:middle}svg .label{fill:var(--soft)}
svg .grid{stroke:var(--rule);stroke-width:1}svg .line{fill:none;stroke-width:2.5}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem;margin:.5rem 0 1rem}
th,td{padding:.25rem .9rem .25rem 0;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th:first-child,td:first-child{text-align:left}
th{color:var(--soft);font-weight:600}
details summary{cursor:pointer;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.9rem;color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media print{button{display:none}}
`;

/** Switches the theme; the system's own is what it begins with. */
const script = `
const root=document.documentElement;
document.querySelector('button').addEventListener('click',()=>{
  const dark=root.dataset.theme?root.dataset.theme==='dark':matchMedia('(prefers-color-scheme:dark)').matches;
  root.dataset.theme=dark?'light':'dark';
});
`;

/** The whole page as text. */
export function renderPage({ title, lead, sections, facts }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline';img-src data:">
<link rel="icon" href="data:,">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<button type="button">Light or dark</button>
<h1>${escapeText(title)}</h1>
${lead.map((text) => `<p>${escapeText(text)}</p>`).join('\n')}
${sections.map(renderSection).join('\n')}
<h2>How it was made</h2>
<dl>${facts.map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`).join('')}</dl>
</main>
<script>${script}</script>
</body>
</html>
`;
}

function renderSection({ title, text = [], plot, table }: Section): string {
  const shown = table === undefined ? '' : renderTable(table);
  const figureHtml = plot === undefined || plot === '' ? '' : `<figure>${plot}</figure>`;
  // Beside a plot the same figures are one click away, for those who can't see it and those who want digits.
  const tableHtml =
    figureHtml === '' || shown === ''
      ? shown
      : `<details><summary>The figures</summary>${shown}</details>`;
  return `<section><h2>${escapeText(title)}</h2>${text
    .map((one) => `<p>${escapeText(one)}</p>`)
    .join('')}${figureHtml}${tableHtml}</section>`;
}

function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${row.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escapeText(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${cells(head, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table></div>`;
}
