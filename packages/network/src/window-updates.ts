/**
 * When the other end of a stream is told that it may send more. libp2p's yamux says so for every piece that arrives,
 * each time in a frame, a TLS record and a system call of its own, and wakes the peer for it: it was half of all that
 * nodes wrote to each other. The reference implementation waits until half of the window is used
 * (github.com/hashicorp/yamux, `sendWindowUpdate`), and so does this.
 */
import type { yamux } from '@libp2p/yamux';

type MuxerFactory = ReturnType<ReturnType<typeof yamux>>;

/** A frame of yamux, as its muxer writes it. */
interface FrameHeader {
  readonly type: number;
  readonly flag: number;
  readonly streamID: number;
  readonly length: number;
}
type SendFrame = (header: FrameHeader, data?: unknown) => unknown;

/** From yamux' specification: the type of a frame that gives more room, and the room that a stream begins with. */
const windowUpdateType = 1;
const initialWindowBytes = 256 * 1024;

/** The same muxers; what they owe a peer in room is held back until it is half of the least window. */
export function withFewerWindowUpdates(factory: MuxerFactory): MuxerFactory {
  return {
    protocol: factory.protocol,
    createStreamMuxer(connection) {
      const muxer = factory.createStreamMuxer(connection);
      const owed = createOwedRoom(() => muxer.streams.map(({ streamId }) => streamId));
      const sendFrame = frameSenderOf(muxer);
      const send: SendFrame = (header, data) => {
        // With a flag it opens or closes the stream as well.
        if (header.type !== windowUpdateType || header.flag !== 0) return sendFrame(header, data);
        const length = owed.add(header.streamID, header.length);
        return length > 0 ? sendFrame({ ...header, length }, data) : undefined;
      };
      Reflect.set(muxer, 'sendFrame', send);
      return muxer;
    },
  };
}

/** What streams and the muxer send all frames by; yamux has no interface for it. */
function frameSenderOf(muxer: object): SendFrame {
  const sendFrame: unknown = Reflect.get(muxer, 'sendFrame');
  if (typeof sendFrame !== 'function') throw new TypeError('the muxer sends no frames');
  return (header, data) => Reflect.apply(sendFrame, muxer, [header, data]);
}

/** Streams that ended are forgotten when there are so many more. */
const endedMax = 64;

/** Room that a peer does not know of yet, by stream: less than half a window, so the peer can always continue. */
function createOwedRoom(openStreams: () => readonly number[]) {
  const owed = new Map<number, number>();
  return {
    /** What to tell the peer now, which may be nothing. */
    add(stream: number, length: number): number {
      const sum = (owed.get(stream) ?? 0) + length;
      const isEnough = sum >= initialWindowBytes / 2;
      if (!owed.has(stream)) forgetEnded();
      owed.set(stream, isEnough ? 0 : sum);
      return isEnough ? sum : 0;
    },
  };

  function forgetEnded(): void {
    const open = new Set(openStreams());
    if (owed.size < open.size + endedMax) return;
    for (const stream of owed.keys()) if (!open.has(stream)) owed.delete(stream);
  }
}
