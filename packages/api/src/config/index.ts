/** The configuration of a node's HTTP API, without what serves it. */
export { ConfigError, type ConfigErrorCode } from './config-error.ts';
export {
  defaultHttpConfig,
  httpConfigCodec,
  httpConfigProblem,
  loopbackHttpConfig,
  pathCodec,
} from './http-config.ts';
