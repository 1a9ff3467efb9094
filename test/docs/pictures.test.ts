/** The pictures of the README: both are shown, and small enough to load at once. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { terminalPicture } from '../../scripts/pictures/terminal-picture.ts';
import { root } from '../architecture/source-tree.ts';
import { linksOf } from './links.ts';

const bytesMax = 150_000;

it('the README shows a testnet in a terminal and the explorer', () => {
  const links = linksOf(readFileSync(join(root, 'README.md'), 'utf8'));
  const pictures = links.map(({ target }) => target).filter((one) => one.includes('/pictures/'));
  expect(new Set(pictures)).toEqual(
    new Set(['docs/pictures/testnet.svg', 'docs/pictures/explorer.png']),
  );
  for (const path of pictures) expect(statSync(join(root, path)).size).toBeLessThan(bytesMax);
});

describe('the picture of a terminal', () => {
  it('shows colours, and text that is no markup', () => {
    const picture = terminalPicture(['a \u001b[32mgood\u001b[39m <b> & \u001b[1;2mend'], 'x < y');
    expect(picture).toContain('a\u00a0<tspan fill="#6fd48b">good</tspan>');
    expect(picture).toContain('\u00a0&lt;b&gt;\u00a0&amp;\u00a0');
    expect(picture).toContain('<tspan font-weight="700" fill="#9aa3ad">end</tspan>');
    expect(picture).not.toContain('\u001b');
  });
});
