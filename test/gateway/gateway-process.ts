/** A gateway of a test: its process, its folders, and files in the manner of a bank. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));

/** Stands in what it printed where each of its processes begins. */
export const startMark = '--- started by the test\n';

export interface GatewayProcess {
  readonly folder: string;
  readonly config: string;
  start(): void;
  /** Whether it was started and has not ended. */
  isRunning(): boolean;
  /** By SIGTERM, which it finishes its work for, or by SIGKILL. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  pid(): number;
  /** Resolves once it has printed this. */
  untilLogged(text: string): Promise<void>;
  /** What it printed. */
  log(): string;
  /** Puts a file into the inbox, whole. */
  put(name: string, content: string): Promise<void>;
  /** The files of the outbox with this in their name, once there is one. */
  answers(part: string, count?: number): Promise<readonly string[]>;
  read(name: string): Promise<string>;
}

/** Writes the configuration of a gateway into a folder, and gives what runs it. */
export async function gatewayProcess(
  home: string,
  node: string,
  folder: string,
  config: object,
): Promise<GatewayProcess> {
  await mkdir(join(folder, 'inbox'), { recursive: true });
  await mkdir(join(folder, 'outbox'), { recursive: true });
  const path = join(folder, 'gateway.json');
  await writeFile(path, JSON.stringify({ folder: '.', pollMs: 50, ...config }));
  let child: ChildProcess | undefined;
  let output = '';
  const expectRunning = (): void => {
    if (child === undefined || child.exitCode === null) return;
    throw new Error(`the gateway has ended: ${output.slice(-2_000)}`);
  };
  return {
    folder,
    config: path,
    start() {
      const args = [program, '--home', home, '--node', node, 'gateway', '--config', path];
      output += startMark;
      child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (part: string) => {
          output += part;
        });
      }
    },
    async stop(signal) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
    isRunning: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    pid: () => child?.pid ?? -1,
    async untilLogged(text) {
      while (!output.includes(text)) {
        expectRunning();
        await pause(50);
      }
    },
    log: () => output,
    async put(name, content) {
      const aside = join(folder, `${name}.part`);
      await writeFile(aside, content);
      await rename(aside, join(folder, 'inbox', name));
    },
    async answers(part, count = 1) {
      for (;;) {
        const names = (await readdir(join(folder, 'outbox'))).filter(
          (name) => name.includes(part) && !name.endsWith('.new'),
        );
        if (names.length >= count) return names.sort();
        expectRunning();
        await pause(50);
      }
    },
    read: (name) => readFile(join(folder, 'outbox', name), 'utf8'),
  };
}

export interface BankTransfer {
  readonly endToEnd: string;
  readonly amount: string;
  /** The element with its id. */
  readonly to: string;
  readonly more?: string;
}

/** A pain.001 of a company that pays from the account with this IBAN. */
export function initiation(
  id: string,
  day: string,
  iban: string,
  transfers: readonly BankTransfer[],
): string {
  const elements = transfers.map(
    ({ endToEnd, amount, to, more = '' }) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>${endToEnd}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt><Cdtr><Nm>Zoë Müller</Nm><PstlAdr><TwnNm>Delft</TwnNm><Ctry>NL</Ctry></PstlAdr></Cdtr><CdtrAcct>${to}</CdtrAcct>${more}</CdtTrfTxInf>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${day}T08:00:00Z</CreDtTm><NbOfTxs>${transfers.length}</NbOfTxs><InitgPty><Nm>A company</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${id}-P</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt><Dbtr><Nm>A company</Nm></Dbtr>
<DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt>
${elements.join('\n')}
</PmtInf></CstmrCdtTrfInitn></Document>`;
}
