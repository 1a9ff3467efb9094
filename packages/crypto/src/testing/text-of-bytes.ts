/** What the functions make of some bytes and texts, to be compared between engines. */
import {
  fromBase64,
  fromBase64Url,
  fromHex,
  toBase64,
  toBase64Url,
  toHex,
  writeHex,
} from '../byte-text.ts';

export const someBytes = [0, 1, 2, 3, 256].map((length) =>
  Uint8Array.from({ length }, (_, index) => 255 - index),
);

/** Other forms than the one that is written. */
const otherForms = ['AA', 'AA=', 'A===', 'AB==', 'AA==\n', ' AA==', 'A_==', 'AA==AA=='];

export function textOfBytes(): readonly unknown[] {
  return [
    ...someBytes.map((bytes) => {
      const room = new Uint8Array(bytes.length + 1).fill(0xee);
      writeHex(toHex(bytes), room, 0);
      return {
        texts: [toHex(bytes), toBase64(bytes), toBase64Url(bytes)],
        again: [
          fromHex(toHex(bytes)),
          fromBase64(toBase64(bytes)),
          fromBase64Url(toBase64Url(bytes)),
          room.subarray(0, -1),
        ].map((decoded) => [...decoded].join()),
        beyond: room.at(-1),
      };
    }),
    ...otherForms.map((text) => refuses(() => fromBase64(text))),
    ...['0', '0g', 'xyz', ' 00'].map((text) => refuses(() => fromHex(text))),
  ];
}

function refuses(decode: () => Uint8Array): 'refused' | string {
  try {
    return toHex(decode());
  } catch {
    return 'refused';
  }
}
