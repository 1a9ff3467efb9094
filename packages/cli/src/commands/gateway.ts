/** `trellis gateway`: a process beside a node that takes banks' files, pays them once, and answers them. */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { formatAmount, Unreachable } from '@trellis/client';
import type { GatewayParts } from '@trellis/gateway';
import { isAssetCode } from '@trellis/protocol';
import type { Command } from 'commander';
import { fetchAsset } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import { openGateway, readGatewayKey } from '../gateway/open-gateway.ts';
import { readGlobals } from '../globals.ts';
import { takeInterruption } from '../interruption.ts';
import { openKey } from '../key-store.ts';
import { print, printFields, printJson, printJsonLine } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { connect } from '../session.ts';

interface GatewayOptions extends PasswordOptions {
  readonly config: string;
}

interface RunOptions extends GatewayOptions {
  readonly once?: true;
}

/** Gives the command its subcommands. */
export function defineGatewayCommand(gateway: Command): void {
  withConfig(
    gateway
      .command('run', { isDefault: true })
      .description('Take files from the inbox, pay them, and answer them, until it is stopped'),
  )
    .option('--once', 'do what there is to do, and end; what waits for a person continues to wait')
    .addHelpText(
      'after',
      `\nWithout a subcommand this is what is done.\n${passwordHelp}\nExamples:\n  $ trellis gateway --config gateway.json\n  $ trellis gateway --config gateway.json --once\n`,
    )
    .action(run);
  withConfig(
    gateway
      .command('queue [id] [answer]')
      .description('Show what waits for a person, or answer a request for money back: yes or no'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis gateway queue --config gateway.json\n' +
        '  $ trellis gateway queue 5f2a90c1b3d4/RE-4711 yes --config gateway.json\n',
    )
    .action(queue);
  withConfig(
    gateway
      .command('approve <id>')
      .description('Consent to a payment over a limit, as the second person of its account'),
  )
    .requiredOption('--key <name>', 'a key of the payer’s policy that is not the gateway’s')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis gateway approve 5f2a90c1b3d4/0 --key boss --config gateway.json\n',
    )
    .action(approve);
}

const withConfig = (command: Command): Command =>
  addPasswordOptions(command.requiredOption('--config <file>', 'the gateway’s configuration'));

/** One JSON object a line, for whatever collects logs. */
const log: GatewayParts['log'] = (level, event, facts = {}) => {
  const line = { time: new Date().toISOString(), level, event, ...facts };
  printJsonLine(line);
};

/**
 * V8 otherwise lets 64 MB of short-lived objects pile up while a large file is read, and the rest of the heap grow to twice
 * what it holds; a gateway is to stay small beside a node, and has it collected more often instead.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=4');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}

async function run(options: RunOptions, command: Command): Promise<void> {
  keepHeapSmall();
  const gateway = await import('@trellis/gateway');
  const config = await gateway.readGatewayConfig(options.config);
  const signal = takeInterruption();
  const { parts, close } = await onceReachable(signal, options.once === true, async () =>
    openGateway(await connect(command), config, options, { log, signal }),
  );
  const { folders, journal, metrics } = parts;
  const intake = config.http && {
    address: config.http,
    server: gateway.createHttpIntake({
      inbox: folders.inbox,
      apiKey: await readGatewayKey(config.http.apiKeyFile),
      metrics: () => metrics.text({ trellis_gateway_open_files: journal.openFiles().length }),
    }),
  };
  try {
    if (intake) {
      intake.server.listen(intake.address.port, intake.address.host);
      await once(intake.server, 'listening');
      log('info', 'listening', { host: intake.address.host, port: intake.address.port });
    }
    log('info', 'started', { folder: config.folder, served: parts.served.length });
    await gateway.runGateway(parts, { isOnce: options.once === true });
    log('info', 'stopped');
  } finally {
    intake?.server.close();
    intake?.server.closeAllConnections();
    close();
  }
}

/** How often a node that does not answer is asked again. */
const retryMs = 2_000;

/** A gateway may be started before its node; one that only does what there is to do does not wait for it. */
async function onceReachable<T>(
  signal: AbortSignal,
  isOnce: boolean,
  open: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (isOnce || !(error instanceof Unreachable)) throw error;
      log('warn', 'node_unreachable');
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    }
  }
}

const idOf = (key: string, position: number): string => `${key.slice(0, 12)}/${position}`;

async function openJournalOf({ config: path }: GatewayOptions) {
  const { openFolders, openJournal, readGatewayConfig } = await import('@trellis/gateway');
  const config = await readGatewayConfig(path);
  const { state } = await openFolders(config.folder);
  return openJournal(join(state, 'journal.sqlite'));
}

async function queue(
  id: string | undefined,
  answer: string | undefined,
  options: GatewayOptions,
  command: Command,
): Promise<void> {
  const journal = await openJournalOf(options);
  try {
    const { json } = readGlobals(command);
    if (id !== undefined) return answerQuestion(journal, id, answer, json);
    const held = journal.instructionsIn('held').map(({ key, position, endToEnd, state }) => ({
      ...{ id: idOf(key, position), kind: 'payment', what: endToEnd },
      why: state.type === 'held' ? state.message : '',
    }));
    const asked = journal
      .questions()
      .filter(({ state }) => state === 'open')
      .map((one) => ({ id: one.id, kind: 'return', what: '', why: one.content }));
    const waiting = [...held, ...asked];
    if (json) return printJson({ waiting, answered: null });
    if (waiting.length === 0) return print('Nothing waits.');
    printFields(waiting.map((one) => [one.id, `${one.kind} ${one.what}: ${one.why}`] as const));
  } finally {
    journal.close();
  }
}

type OpenJournal = Awaited<ReturnType<typeof openJournalOf>>;

function answerQuestion(
  journal: OpenJournal,
  id: string,
  answer: string | undefined,
  json: boolean,
): void {
  if (answer !== 'yes' && answer !== 'no') {
    throw new UsageError('bad_option', 'a request is answered with yes or no');
  }
  if (journal.question(id)?.state !== 'open') {
    throw new UsageError('not_waiting', `nothing waits that is called ${id}`);
  }
  journal.answerQuestion(id, answer);
  if (json) printJson({ waiting: [], answered: id });
  else print(`Answered with ${answer}; the gateway does the rest.`);
}

async function approve(
  id: string,
  options: GatewayOptions & { readonly key: string },
  command: Command,
): Promise<void> {
  const { signApproval } = await import('@trellis/gateway');
  const session = await connect(command);
  const journal = await openJournalOf(options);
  try {
    const held = journal
      .instructionsIn('held')
      .find(({ key, position }) => idOf(key, position) === id);
    const facts = held && journal.factsOf(held.key, held.position);
    if (held === undefined || facts === undefined) {
      throw new UsageError('not_waiting', `no payment waits that is called ${id}`);
    }
    const { key, position, endToEnd } = held;
    const asset = isAssetCode(facts.asset) ? await fetchAsset(session, facts.asset) : undefined;
    const amount = formatAmount(facts.amount, asset?.decimals ?? 0);
    const { json } = session.globals;
    if (!json)
      print(`Pay ${amount} ${facts.asset} from ${facts.payer} to ${facts.payee} (${endToEnd})`);
    const signing = await openKey(session.globals, options.key, options);
    const { chainId } = (await session.light()).trusted();
    journal.approve(
      key,
      position,
      await signApproval({ ...facts, key, position, chainId }, signing),
    );
    if (json) printJson({ approved: id, endToEndId: endToEnd });
    else print('Approved; the gateway checks the signature and does the rest.');
  } finally {
    journal.close();
  }
}
