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
const patienceMs = 10_000;

/**
 * The value of `trellis-signature`: the time in seconds, and HMAC-SHA-256 over it, a dot and the body. A receiver
 * compares in constant time, and refuses what is older than a few minutes.
 */
export function webhookSignature(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

export function createWebhook(options: WebhookOptions): Webhook {
  const { url, secret, node, chainId, clock, logger, retryMs = 1_000 } = options;
  const waiting: Alert[] = [];
  const closing = new AbortController();
  let isBusy = false;

  async function deliver(body: string): Promise<void> {
    const seconds = Math.floor(clock.now() / 1000);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [signatureHeader]: webhookSignature(secret, seconds, body),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        cancel();
        resolve();
      };
      const cancel = clock.after(delayMs, finish);
      closing.signal.addEventListener('abort', finish, { once: true });
    });
  }

  async function deliverAgainAndAgain({ kind, time, subject, detail }: Alert): Promise<void> {
    // The id stays the same, so that a receiver that took it and could not say so can tell.
    const at = new Date(time).toISOString();
    const body = JSON.stringify({
      id: randomUUID(),
      kind,
      time: at,
      node,
      chainId,
      subject,
      detail,
    });
    for (let attempt = 1; !closing.signal.aborted; attempt += 1) {
      try {
        await deliver(body);
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        const last = attempt === attemptsMax;
        const reason = error instanceof Error ? error.message : String(error);
        logger.warn({ kind, attempt, reason, last }, 'the webhook did not take an alert');
        if (last) return;
        await pause(retryMs * 2 ** (attempt - 1));
      }
    }
  }

  async function work(): Promise<void> {
    isBusy = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await deliverAgainAndAgain(next);
    }
    isBusy = false;
  }

  return {
    send(alert) {
      if (waiting.length >= waitingMax) {
        logger.error({ kind: alert.kind }, 'an alert is lost to the webhook: too many wait for it');
        return;
      }
      waiting.push(alert);
      if (!isBusy) inBackground(work(), toLog(logger, 'handing alerts to the webhook failed'));
    },
    close() {
      waiting.length = 0;
      closing.abort();
    },
  };
}
