/** Writes what the examples print now under them, page by page where it differs: `node test/docs/update.ts [PAGE…]`. */
import { writeFile } from 'node:fs/promises';
import { isExpected, withOutputs } from './page.ts';
import { runnablePages } from './pages.ts';
import { runPage, startDocsNetwork } from './run-page.ts';

const wanted = process.argv.slice(2);
const network = await startDocsNetwork();
try {
  for (const { name, path, text } of runnablePages()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const outcomes = await runPage(text, network.home);
    const isCurrent = outcomes.every(({ example, printed }) =>
      isExpected(example.expected, printed),
    );
    // All of a page at once: its ids belong together.
    const outputs = outcomes.map(({ printed }) => printed);
    if (!isCurrent) await writeFile(path, withOutputs(text, outputs));
    process.stdout.write(`${name}: ${isCurrent ? 'as it was' : 'written again'}\n`);
  }
} finally {
  await network.remove();
}
