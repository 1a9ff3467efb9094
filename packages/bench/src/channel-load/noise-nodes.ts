/**
 * `node --import noise-nodes.ts …`: in this process the module of our channel is another one, which speaks
 * Noise. So nodes can be measured over it that have no line of code for it.
 */
import { registerHooks } from 'node:module';

const ours = import.meta.resolve('@trellis/network/channel').replace('/index.', '/secure-channel.');
const noise = new URL('./noise-channel.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    return resolved.url === ours ? { ...resolved, url: noise } : resolved;
  },
});
