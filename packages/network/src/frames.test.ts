import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createFrameReader,
  encodeFrame,
  FrameError,
  prefixBytesMax,
  prefixLength,
} from './frames.ts';

const payloads = fc.array(fc.uint8Array({ maxLength: 40_000, size: 'max' }), { maxLength: 6 });

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(payloads, fc.array(fc.integer({ min: 1, max: 9_000 })), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(encodeFrame));
        const reader = createFrameReader(40_000);
        const received: Uint8Array[] = [];
        let position = 0;
        for (const cut of [...cuts, stream.length]) {
          received.push(...reader.push(stream.subarray(position, position + cut)));
          position += cut;
        }
        expect(received).toEqual(sent);
        expect(reader.isWithinFrame).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('come out byte by byte as well', () => {
    const sent = [new Uint8Array(0), new Uint8Array(200).fill(7), Uint8Array.of(1)];
    const reader = createFrameReader(200);
    const received: Uint8Array[] = [];
    for (const byte of Buffer.concat(sent.map(encodeFrame))) {
      received.push(...reader.push(Uint8Array.of(byte)));
    }
    expect(received).toEqual(sent);
  });

  it('are the receiver’s own bytes', () => {
    const stream = encodeFrame(Uint8Array.of(1, 2, 3));
    const [frame] = createFrameReader(3).push(stream);
    stream.fill(9);
    expect(frame).toEqual(Uint8Array.of(1, 2, 3));
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_152])(
    'of %i bytes begin behind their length',
    (length) => {
      const frame = encodeFrame(new Uint8Array(length).fill(0x80));
      expect(frame.length - prefixLength(frame.subarray(0, prefixBytesMax))).toBe(length);
    },
  );

  it('are refused at the length prefix when too long', () => {
    const prefix = encodeFrame(new Uint8Array(1_001)).subarray(0, 2);
    expect(() => createFrameReader(1_000).push(prefix)).toThrow(
      expect.objectContaining({ code: 'too_long' }),
    );
    expect(createFrameReader(1_001).push(prefix)).toEqual([]);
  });

  it('are refused when the prefix is not minimal or has no end', () => {
    for (const bytes of [
      [0x81, 0x00],
      [0x80, 0x80, 0x00],
      [0xff, 0xff, 0xff, 0xff],
    ]) {
      expect(() => createFrameReader(1_000).push(Uint8Array.from(bytes))).toThrow(
        expect.objectContaining({ code: 'malformed' }),
      );
    }
  });

  it('fail with a FrameError or not at all, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          const frames = createFrameReader(100).push(bytes);
          expect(frames.every((frame) => frame.length <= 100)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });

  it('know when one is incomplete', () => {
    const reader = createFrameReader(1_000);
    const stream = encodeFrame(new Uint8Array(300));
    reader.push(stream.subarray(0, 1));
    expect(reader.isWithinFrame).toBe(true);
    reader.push(stream.subarray(1, 200));
    expect(reader.isWithinFrame).toBe(true);
    expect(reader.push(stream.subarray(200))).toHaveLength(1);
    expect(reader.isWithinFrame).toBe(false);
  });
});
