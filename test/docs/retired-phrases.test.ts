/** Phrases that the field does not use: `cspell.json` refuses single words, and this what is said in several. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';

/** With what is said instead. */
const retired: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bhand(s|ed|ing)? (it |them )?in\b/i, 'submit'],
  [/\bin vain\b/i, 'without effect'],
  [/\banew\b/i, 'again'],
  [/\bcooling off\b/i, 'backoff'],
  [/\bcalled wrongly\b/i, 'invalid usage'],
  [/\btried out\b/i, 'simulated'],
  [/\bby the word of\b/i, 'reported by'],
  [/\bmended\b/i, 'fixed'],
  [/\bruling polic(y|ies)\b/i, 'effective policy'],
  [/\bpast states?\b/i, 'historical state'],
  [/\b(by|for|to|as|against|than) who\b/i, 'whoever'],
  [/\bnode(['’])s word\b/i, 'reported by the node'],
  [/\bshut out\b/i, 'not admitted'],
  [/\bgo(es|ing)? on\b|\bwent on\b/i, 'continue'],
  [/\b(is|are) to be\b/i, 'must be, will be'],
  [/\b(its|a|the) verdict\b/i, 'validation result'],
  [/\bvoter records?\b/i, 'validator history'],
];

const texts = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.md'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  .filter((path) => path !== 'test/docs/retired-phrases.test.ts');

it('no text says what the field says otherwise', () => {
  const found = texts.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        retired
          .filter(([phrase]) => phrase.test(line))
          .map(([, instead]) => `${path}:${index + 1}: say "${instead}": ${line.trim()}`),
      ),
  );
  expect(found).toEqual([]);
});
