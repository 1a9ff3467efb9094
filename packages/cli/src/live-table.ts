/** The live view of `testnet up`: the table redrawn twice a second until it is left. */

import { setTimeout as pause } from 'node:timers/promises';
import { styleText } from 'node:util';
import { followEvents, httpTransport } from '@trellis/client';
import { type TestnetManifest, testnetStatus } from '@trellis/testnet';
import { median } from './median.ts';
import { statusTable } from './status-table.ts';
import { visibleLine } from './visible-line.ts';

const redrawMs = 500;

/** Events of the last while, from which the rates are taken. */
const windowMs = 5_000;

/** Draws until `signal` says to stop. */
export async function showLiveTable(
  folder: string,
  manifest: TestnetManifest,
  output: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<void> {
  const recent: { readonly at: number; readonly transactions: number; readonly delayMs: number }[] =
    [];
  const watching = watch(manifest, signal, (block) => recent.push(block));
  let lines = 0;
  while (!signal.aborted) {
    const nodes = await testnetStatus(folder, manifest);
    const now = Date.now();
    while ((recent[0]?.at ?? now) < now - windowMs) recent.shift();
    const transactions = recent.reduce((sum, block) => sum + block.transactions, 0);
    const busy = recent.filter((block) => block.transactions > 0).map(({ delayMs }) => delayMs);
    const table = statusTable(nodes).map(visibleLine);
    const rate =
      `${(transactions / (windowMs / 1000)).toFixed(1)} tx/s over the last 5 s` +
      (busy.length > 0
        ? `, blocks final ${median(busy).toFixed(0)} ms after they were proposed`
        : '');
    const footer = `chain ${manifest.chainId}, ${manifest.scheme} · in a browser: ${manifest.nodes[0]?.http}/ · Ctrl-C leaves this view`;
    const shown = fitted({ table, below: ['', rate, footer] }, output);
    const text = [...shown.slice(0, -1), styleText('dim', shown.at(-1) ?? '')];
    // Up over what was drawn before, and clear from there down.
    output.write(`${lines > 0 ? `\u001b[${lines}A\u001b[0J` : ''}${text.join('\n')}\n`);
    lines = shown.length;
    await pause(redrawMs, undefined, { signal }).catch(() => undefined);
  }
  await watching;
}

interface View {
  readonly table: readonly string[];
  readonly below: readonly string[];
}

/** The view's lines, none of which the terminal would break, and no more of them than it has room for. */
export function fitted(
  { table, below }: View,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  // One row is the cursor's.
  const room = Math.max(1, rows - 1 - below.length);
  const shown = table.length > room ? [...table.slice(0, room - 1), '…'] : table;
  return [...shown, ...below].map((line) =>
    line.length > columns ? `${line.slice(0, columns - 1)}…` : line,
  );
}

/** Follows the blocks of the first node that answers. */
async function watch(
  manifest: TestnetManifest,
  signal: AbortSignal,
  note: (block: { at: number; transactions: number; delayMs: number }) => void,
): Promise<void> {
  const [first] = manifest.nodes;
  if (first === undefined) return;
  try {
    for await (const event of followEvents(httpTransport({ url: first.http }), signal)) {
      if (event.type !== 'block') continue;
      const at = Date.now();
      note({ at, transactions: event.transactions, delayMs: at - Number(event.time) });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
