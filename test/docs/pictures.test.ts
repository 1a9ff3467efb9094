/** The pictures of the documentation: all are shown, and small enough to load at once. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import upng from 'upng-js';
import { describe, expect, it } from 'vitest';
import { terminalPicture } from '../../scripts/pictures/terminal-picture.ts';
import { root } from '../architecture/source-tree.ts';
import { linksOf } from './links.ts';

const bytesMax = 150_000;
const recordingBytesMax = 250_000;

/** The pictures that a page shows, by their paths from the root. */
function picturesIn(page: string): ReadonlySet<string> {
  const links = linksOf(readFileSync(join(root, page), 'utf8'));
  const paths = links.map(({ target }) => join(dirname(page), target));
  return new Set(paths.filter((path) => path.startsWith('docs/pictures/')));
}

it('the README shows a testnet in a terminal, the explorer, and a payment that is verified', () => {
  expect(picturesIn('README.md')).toEqual(
    new Set([
      'docs/pictures/testnet.svg',
      'docs/pictures/explorer.png',
      'docs/pictures/payment.png',
    ]),
  );
});

it('each picture is shown, small enough to load at once, and the pages of the explorer and the wallet show all but the terminal', () => {
  const pictures = readdirSync(join(root, 'docs/pictures')).map((name) => `docs/pictures/${name}`);
  const shown = ['docs/explorer.md', 'docs/wallet.md'].flatMap((page) => [...picturesIn(page)]);
  expect([...shown, 'docs/pictures/testnet.svg'].toSorted()).toEqual(pictures.toSorted());
  for (const path of pictures) {
    const most = path.endsWith('payment.png') ? recordingBytesMax : bytesMax;
    expect(statSync(join(root, path)).size, path).toBeLessThan(most);
  }
});

it('the recording moves, for about 20 s', () => {
  const recording = readFileSync(join(root, 'docs/pictures/payment.png'));
  const { frames } = upng.decode(Uint8Array.from(recording).buffer);
  expect(frames.length).toBeGreaterThan(5);
  const ms = frames.reduce((sum, { delay }) => sum + delay, 0);
  expect(Math.abs(ms - 20_000)).toBeLessThan(5_000);
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
