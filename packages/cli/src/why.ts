/** `trellis status --why`: why there is no new block, from a node's own word or, when it has none, from its remains. */

import { getWhy, Unreachable } from '@trellis/client';
import { codeText, limits, visibleText } from '@trellis/protocol';
import { type WhyResponse, whyResponseCodec } from '@trellis/protocol/http-api';
import type { TestnetNode, UnresponsiveNode } from '@trellis/testnet';
import { alignRows } from './align-rows.ts';
import type { Globals } from './globals.ts';
import { dim, print, printFields, printJson, strong } from './output.ts';
import { openTransport } from './session.ts';

/** Asks the node; one of this home's testnet that does not answer is looked at from outside. */
export async function showWhy(globals: Globals): Promise<void> {
  const { home, json } = globals;
  const transport = await openTransport(globals, { timeoutMs: 3_000 });
  try {
    const why = await getWhy(transport);
    if (json) return printJson(whyResponseCodec.toJson(why));
    return showAnswer(why);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    // Loaded when it is needed, as it brings a whole node along.
    const { readManifest, testnetFolder, whyUnresponsive } = await import('@trellis/testnet');
    const folder = testnetFolder(home);
    const manifest = await readManifest(folder).catch(() => null);
    const node = manifest?.nodes.find(({ http }) => http === transport.url);
    if (node === undefined) throw error;
    const words = unresponsiveWords(node, await whyUnresponsive(folder, node));
    // Without the cause: what its process says tells more than how the connection ended.
    throw new Unreachable(node.http, words);
  }
}

function showAnswer(why: WhyResponse): void {
  const { voting, power, headMs } = why;
  const sentences = why.also.map(({ sentence }) => visibleText(sentence, limits.sentenceBytesMax));
  print(strong(visibleText(why.sentence, limits.sentenceBytesMax)), ...sentences, '');
  const votes = (kind: 'prevote' | 'precommit'): string => {
    const held = why.validators.filter((one) => one[kind] !== 'none');
    return `power ${held.reduce((sum, one) => sum + one.power, 0)} held, ${power.needed} of ${power.total} needed`;
  };
  printFields([
    ['node', visibleText(why.node)],
    ['cause', codeText(why.cause)],
    ['head', `block ${why.head}${headMs === null ? '' : `, final here for ${seconds(headMs)}`}`],
    ...(voting === null
      ? []
      : ([
          [
            'voting',
            `block ${voting.height}, round ${voting.round}, ${codeText(voting.step)} for ${seconds(voting.sinceMs)}`,
          ],
          [
            'proposer',
            `${visibleText(voting.proposer)}, its proposal: ${codeText(voting.proposal)}`,
          ],
          ['prevotes', votes('prevote')],
          ['precommits', votes('precommit')],
        ] as const)),
    ['waiting', `${why.waiting} ${why.waiting === 1 ? 'transaction' : 'transactions'}`],
  ]);
  const rows = why.validators.map((one) => [
    visibleText(one.name),
    String(one.power),
    codeText(one.presence),
    codeText(one.prevote),
    codeText(one.precommit),
  ]);
  print('', ...alignRows([['validator', 'power', 'liveness', 'prevote', 'precommit'], ...rows]));
  const alerts = (why.alerts ?? []).map(({ kind, since, subject, detail, runbook }) => [
    new Date(Number(since)).toISOString(),
    codeText(kind),
    [visibleText(subject), visibleText(detail, limits.sentenceBytesMax)].join(' ').trim(),
    visibleText(runbook),
  ]);
  if (alerts.length > 0) {
    print('', ...alignRows([['alert since', 'kind', 'about', 'what to do'], ...alerts]));
  }
  print(dim('As this node sees it; ask another one with --node.'));
}

function unresponsiveWords({ name }: TestnetNode, unresponsive: UnresponsiveNode): string {
  const words =
    unresponsive.lastWords === null ? '' : ` The last error in its log: ${unresponsive.lastWords}`;
  switch (unresponsive.state) {
    case 'not_running':
      return `${name} does not run.${words}`;
    case 'paused':
      return `${name} is paused: its process is stopped by a signal. "trellis testnet resume ${name}" continues it.`;
    case 'not_answering':
      return `${name} runs, but is starting or overloaded.${words}`;
  }
}

function seconds(ms: bigint): string {
  return `${(Number(ms) / 1_000).toFixed(1)} s`;
}
