/** What an operator has to receive alerts: a server that checks signatures as the documentation says. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const webhookSecret = '0123456789abcdef0123456789abcdef';

export interface Delivery {
  readonly signature: string;
  readonly body: string;
}

/** What is in a delivery, as far as tests look at it. */
export interface ReceivedAlert {
  readonly id: string;
  readonly kind: string;
  readonly node: string;
  readonly subject: string;
  readonly detail: string;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  close(): Promise<void>;
}

/** A receiver that answers 500 to the first delivery of each alert, and takes the next. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const isKnown = deliveries.some((one) => one.body === body);
      deliveries.push({ signature: String(request.headers['trellis-signature']), body });
      response.writeHead(isKnown ? 204 : 500).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    deliveries,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether the signature is that of the documentation: HMAC-SHA-256 over the time, a dot and the body. */
export function isSigned({ signature, body }: Delivery, secret = webhookSecret): boolean {
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (seconds === undefined || mac === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
  const isNew = Math.abs(Date.now() / 1000 - Number(seconds)) < 300;
  return isNew && timingSafeEqual(Buffer.from(mac, 'hex'), expected);
}

/** The alerts of a kind that were refused at first, and then delivered again: signed, and as the same. */
export function takenAlerts({ deliveries }: WebhookReceiver, kind: string): ReceivedAlert[] {
  const bodies = deliveries.filter((one) => isSigned(one)).map(({ body }) => body);
  return bodies
    .filter((body, index) => bodies.indexOf(body) < index)
    .map((body): ReceivedAlert => JSON.parse(body))
    .filter((alert) => alert.kind === kind);
}
