/** Whether everybody can read a page: no violation that axe finds, and nothing that has to be scrolled sideways. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Unreadable {
  readonly place: string;
  readonly violations: readonly string[];
  /** How many pixels stand out of the window. */
  readonly sideways: number;
}

/** Looks at what a page shows; an empty list when everybody can read it. */
export type LookAt = (place: string) => Promise<readonly Unreadable[]>;

/** Gives a page what looks at it. It stays there until another document is loaded. */
export async function readerOf(page: Page): Promise<LookAt> {
  await page.evaluate(await axeSource);
  return async (place) => {
    const { violations, sideways } = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const result = await axe.run();
      const { scrollWidth, clientWidth } = document.documentElement;
      return {
        violations: result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        sideways: scrollWidth - clientWidth,
      };
    });
    return violations.length > 0 || sideways > 0 ? [{ place, violations, sideways }] : [];
  };
}
