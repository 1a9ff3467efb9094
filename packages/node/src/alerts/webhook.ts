/** Hands alerts to another system over HTTP: signed, one after another, and again when it doesn't take them. */
import { createHmac, randomUUID } from 'node:crypto';
import { type Clock, inBackground, type Logger, toLog } from '@trellis/engine';
import type { Alert } from './detect.ts';

export interface Webhook {
  send(alert: Alert): void;
  /** Gives up what waits. */
  close(): void;
}

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  readonly node: string;
  readonly chainId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Before the second attempt; each further one waits twice as long. */
  readonly retryMs?: number;
}

const signatureHeader = 'trellis-signature';

/** After half an hour or so somebody has looked at the log. */
const attemptsMax = 11;
const waitingMax = 100;
const timeoutMs = 10_000;

/**
 * The value of `trellis-signature`: the time in seconds, and HMAC-SHA-256 over it, a dot and the body. A receiver
 * compares in constant time, and refuses what is older than a few minutes.
 */
function webhookSignature(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

interface State {
  readonly options: WebhookOptions;
  readonly waiting: Alert[];
  readonly closing: AbortController;
  isBusy: boolean;
}

export function createWebhook(options: WebhookOptions): Webhook {
  const { logger } = options;
  const state: State = { options, waiting: [], closing: new AbortController(), isBusy: false };
  const failed = toLog(logger, 'handing alerts to the webhook failed');
  return {
    send(alert) {
      if (state.waiting.length >= waitingMax) {
        logger.error({ kind: alert.kind }, 'an alert is lost to the webhook: too many wait for it');
        return;
      }
      state.waiting.push(alert);
      if (!state.isBusy) inBackground(work(state), failed);
    },
    close() {
      state.waiting.length = 0;
      state.closing.abort();
    },
  };
}

async function work(state: State): Promise<void> {
  const { waiting } = state;
  state.isBusy = true;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    await deliverAgainAndAgain(state, next);
  }
  state.isBusy = false;
}

async function deliverAgainAndAgain({ options, closing }: State, alert: Alert): Promise<void> {
  const { logger, clock, retryMs = 1_000 } = options;
  const { kind } = alert;
  const body = bodyOf(options, alert);
  for (let attempt = 1; !closing.signal.aborted; attempt += 1) {
    try {
      await deliver(options, body, closing.signal);
      return;
    } catch (error) {
      if (closing.signal.aborted) return;
      const last = attempt === attemptsMax;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ kind, attempt, reason, last }, 'the webhook did not take an alert');
      if (last) return;
      await pause(clock, retryMs * 2 ** (attempt - 1), closing.signal);
    }
  }
}

/** The id stays the same, so that a receiver that took it and could not say so can tell. */
function bodyOf({ node, chainId }: WebhookOptions, { kind, time, subject, detail }: Alert): string {
  const at = new Date(time).toISOString();
  return JSON.stringify({ id: randomUUID(), kind, time: at, node, chainId, subject, detail });
}

async function deliver(
  { url, secret, clock }: WebhookOptions,
  body: string,
  closing: AbortSignal,
): Promise<void> {
  const seconds = Math.floor(clock.now() / 1000);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [signatureHeader]: webhookSignature(secret, seconds, body),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered ${response.status}`);
}

function pause(clock: Clock, delayMs: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    closing.addEventListener('abort', finish, { once: true });
  });
}
