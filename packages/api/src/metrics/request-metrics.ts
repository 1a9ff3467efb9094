/** What is counted and measured of the requests that the API answers. */
import { Counter, Histogram, type Registry } from 'prom-client';

/** A request that was answered. */
export interface AnsweredRequest {
  /** The path of the route with its parameters' names, never their values. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** To be called for each of them. */
export function createRequestMetrics(registry: Registry): (request: AnsweredRequest) => void {
  const registers = [registry];
  const requests = new Counter({
    name: 'trellis_http_requests_total',
    help: 'Requests to the API that were answered',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: 'trellis_http_request_seconds',
    help: 'Time from a request’s headers to the end of its answer; calls that wait for finality take as long as that',
    labelNames: ['route', 'method'],
    buckets: requestSeconds,
    registers,
  });
  return ({ route, method, status, seconds }) => {
    const labels = { route, method: methods.has(method) ? method : 'other' };
    requests.inc({ ...labels, status });
    latency.observe(labels, seconds);
  };
}
