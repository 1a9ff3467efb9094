/**
 * Asks a screening of the operator's about a payment: a command that gets it as JSON on its standard input, or an address
 * that it is posted to. Only a clear yes lets it pass; a time-out, an error or any other answer holds it.
 */
import { spawn } from 'node:child_process';
import type { GatewayConfig } from '../config/gateway-config.ts';

export interface ScreenedPayment {
  readonly message: string;
  readonly endToEndId: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  /** Decimal text. */
  readonly amount: string;
}

export type ScreeningResult =
  | { readonly type: 'pass' }
  | { readonly type: 'hold'; readonly message: string }
  | { readonly type: 'reject'; readonly message: string };

type Screening = NonNullable<GatewayConfig['screening']>;

/** Longest answer that is read. */
const answerBytesMax = 64 * 1_024;

/** Never throws: what can't be asked is held. */
export async function screen(
  screening: Screening,
  payment: ScreenedPayment,
): Promise<ScreeningResult> {
  try {
    const text =
      screening.url === null
        ? await askCommand(screening, payment)
        : await askUrl(screening.url, screening.timeoutMs, payment);
    return readResult(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { type: 'hold', message: `the screening gave no answer: ${why.slice(0, 100)}` };
  }
}

function readResult(text: string): ScreeningResult {
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null) throw new Error('it is no JSON object');
  const { result, reason } = answer as { readonly result?: unknown; readonly reason?: unknown };
  const message = typeof reason === 'string' ? reason.slice(0, 100) : 'the screening says so';
  if (result === 'pass') return { type: 'pass' };
  if (result === 'reject') return { type: 'reject', message };
  return { type: 'hold', message };
}

async function askUrl(url: string, timeoutMs: number, payment: ScreenedPayment): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payment),
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const text = await response.text();
  if (text.length > answerBytesMax) throw new Error('the answer is too long');
  return text;
}

function askCommand(
  { command: [program = '', ...args], timeoutMs }: Screening,
  payment: ScreenedPayment,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: timeoutMs });
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
      if (answer.length > answerBytesMax) child.kill();
    });
    child.on('error', reject);
    // It may have ended without reading.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(payment));
    child.on('close', (code, signal) => {
      if (signal !== null) reject(new Error('it took too long'));
      else if (code === 0) resolve(answer);
      else reject(new Error(`it ended with ${code}`));
    });
  });
}
