/** Relative links of the documentation, and what they lead to. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Link {
  readonly line: number;
  readonly target: string;
}

/** The relative links of a Markdown page. Code blocks and inline code have none. */
export function linksOf(text: string): readonly Link[] {
  let inBlock = false;
  return text.split('\n').flatMap((content, index) => {
    if (/^\s*```/.test(content)) inBlock = !inBlock;
    if (inBlock) return [];
    const shown = content.replace(/`[^`]*`/g, '');
    return [...shown.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)]
      .map(([, inText, inTag]) => ({ line: index + 1, target: inText ?? inTag ?? '' }))
      .filter(({ target }) => !/^[a-z]+:/.test(target));
  });
}

/** Files of the repository that a page names as code, from the root on. Patterns such as `src/*.ts` are none. */
export function pathsOf(text: string): readonly Link[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      [...content.matchAll(/`((?:packages|docs|scripts|test)\/[\w./-]+)`/g)].map(
        ([, target = '']) => ({ line: index + 1, target }),
      ),
    );
}

/** What is wrong with a link of the page at `path`; `undefined` if it leads somewhere. */
export function linkProblem(path: string, { target }: Link): string | undefined {
  const [file = '', heading] = target.split('#');
  const found = file === '' ? path : join(dirname(path), file);
  if (!existsSync(found)) return `${target}: no such file`;
  if (heading === undefined) return undefined;
  if (statSync(found).isDirectory() || !found.endsWith('.md')) return `${target}: not a page`;
  return anchorsOf(readFileSync(found, 'utf8')).has(heading)
    ? undefined
    : `${target}: no such heading`;
}

/** The anchors of a page's headings as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  let inBlock = false;
  const anchors = text.split('\n').flatMap((line) => {
    if (/^\s*```/.test(line)) inBlock = !inBlock;
    const title = inBlock ? undefined : /^#+ (.*)$/.exec(line)?.[1];
    if (title === undefined) return [];
    const anchor = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return [before === 0 ? anchor : `${anchor}-${before}`];
  });
  return new Set(anchors);
}
