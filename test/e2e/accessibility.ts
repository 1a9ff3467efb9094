/** Whether everybody can read a page: no violation that axe finds, nothing that has to be scrolled sideways, and a head in order. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Unreadable {
  readonly place: string;
  readonly violations: readonly string[];
  /** How many pixels stand out of the window. */
  readonly sideways: number;
  /** How many buttons of the head are not beside the name of the page, but below it. */
  readonly buttonsBelow: number;
}

/** Looks at what a page shows; an empty list when everybody can read it. */
export type LookAt = (place: string) => Promise<readonly Unreadable[]>;

/** A page of whatever drives the browser. */
interface EvaluatingPage {
  evaluate(code: string): Promise<unknown>;
}

/** As text, as it is the same for both drivers; what comes back is JSON. */
const lookScript = `(async () => {
  const { violations } = await axe.run();
  const { scrollWidth, clientWidth } = document.documentElement;
  return JSON.stringify({
    violations: violations.map(({ id, nodes }) => id + ': ' + nodes[0]?.html),
    sideways: scrollWidth - clientWidth,
    buttonsBelow: (({ bottom }) =>
      [...document.querySelectorAll('.bar > button')].filter(
        (one) => one.getBoundingClientRect().top >= bottom,
      ).length)(document.querySelector('.brand').getBoundingClientRect()),
  });
})()`;

/** Gives a page what looks at it. It stays there until another document is loaded. */
export async function readerOf(page: EvaluatingPage): Promise<LookAt> {
  await page.evaluate(await axeSource);
  return async (place) => {
    const found: Omit<Unreadable, 'place'> = JSON.parse(String(await page.evaluate(lookScript)));
    const isWell = found.violations.length === 0 && found.sideways <= 0 && found.buttonsBelow === 0;
    return isWell ? [] : [{ place, ...found }];
  };
}
