/** The limits that pages name are those that the code goes by. */
import { readFileSync } from 'node:fs';
import { limits, messageLimits } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';

const page = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8').replace(/\s+/g, ' ');

function size(bytes: number): string {
  const kibibytes = bytes / 1_024;
  return kibibytes % 1_024 === 0 ? `${kibibytes / 1_024} MiB` : `${kibibytes} KiB`;
}

describe('the protocol', () => {
  const protocol = page('protocol.md');

  it('of blocks', () => {
    const count = limits.blockTransactionsMax.toLocaleString('en');
    const text = `Limits: ${count} transactions, ${size(limits.blockBytesMax)} (`;
    expect(protocol).toContain(text);
  });

  it.each([
    ['gossip `transactions`', messageLimits.gossipTransactionsBytesMax],
    ['gossip `proposals`', messageLimits.gossipBlockBytesMax],
    ['gossip `blocks`', messageLimits.gossipBlockBytesMax],
    ['direct', messageLimits.directMessageBytesMax],
    ['request', messageLimits.answerChunkBytesMax],
  ])('of messages: %s', (channel, bytes) => {
    const row = protocol
      .slice(protocol.indexOf(`| ${channel} |`))
      .split(' | ', 3)
      .at(-1);
    expect(row).toMatch(new RegExp(`^${size(bytes)}( a chunk)?( \\||$)`));
  });
});

it('the HTTP API names those of JSON and of forms', () => {
  const { jsonDepthMax, jsonValuesMax, formFieldsMax } = limits;
  const api = page('http-api.md');
  expect(api).toContain(
    `| JSON: nesting; names and values | ${jsonDepthMax}; ${jsonValuesMax.toLocaleString('en')} |`,
  );
  expect(api).toMatch(new RegExp(`\\| fields of a form[^|]*\\| ${formFieldsMax} \\|`));
});

it('the HTTP API names those of bodies', () => {
  const bodies = [limits.transactionJsonBytesMax, limits.submittedBatchBytesMax].map(size);
  expect(page('http-api.md')).toContain(
    `| body: of a transaction, of a batch, of anything else | ${bodies.join(', ')}, `,
  );
});
