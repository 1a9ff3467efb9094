/** What it costs to open a connection between nodes and to send through it, beside libp2p's Noise. */
export {
  type ChannelFigure,
  type ChannelOptions,
  type ChannelResult,
  channelFigures,
  defaultChannelOptions,
  quickChannelOptions,
  runChannelBench,
} from './channel-bench.ts';
export type { ChannelKind } from './endpoint.ts';
export { channelText } from './text.ts';
