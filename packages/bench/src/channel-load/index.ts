/** What the channel between nodes costs a whole network, beside libp2p's Noise. */
export {
  type ChannelLoadOptions,
  type ChannelLoadResult,
  defaultChannelLoadOptions,
  quickChannelLoadOptions,
  runChannelLoadBench,
} from './channel-load-bench.ts';
export { channelLoadText } from './text.ts';
