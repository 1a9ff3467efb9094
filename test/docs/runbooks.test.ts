/** Each alert rule leads to a page that says what to do. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { linkProblem } from './links.ts';

const path = fileURLToPath(new URL('../../docs/alerts/trellis.rules.yml', import.meta.url));
const text = readFileSync(path, 'utf8');
const runbooks = [...text.matchAll(/runbook: "(.*)"/g)].map(([, target = '']) => target);

it('has one for each rule', () => {
  expect(runbooks).toHaveLength([...text.matchAll(/- alert:/g)].length);
});

it.each(runbooks)('%s is there', (target) => {
  expect(linkProblem(path, { line: 0, target: `../../${target}` })).toBeUndefined();
});
