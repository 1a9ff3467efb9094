/**
 * Texts that everybody sees as they are. The characters are listed by their numbers, since the classes of regular expressions
 * change with the Unicode version of whatever runs this, and nodes must never differ about them.
 */

/**
 * Control characters (Cc); the line and paragraph separators; what Unicode 16 lets programs not show at all
 * (Default_Ignorable_Code_Point in DerivedCoreProperties.txt: bidirectional controls, joiners, fillers, variation selectors,
 * tags); and the marks of interlinear annotation.
 */
const hidden: readonly (readonly [first: number, last: number])[] = [
  [0x00_00, 0x00_1f],
  [0x00_7f, 0x00_9f],
  [0x00_ad, 0x00_ad],
  [0x03_4f, 0x03_4f],
  [0x06_1c, 0x06_1c],
  [0x11_5f, 0x11_60],
  [0x17_b4, 0x17_b5],
  [0x18_0b, 0x18_0f],
  [0x20_0b, 0x20_0f],
  [0x20_28, 0x20_2e],
  [0x20_60, 0x20_6f],
  [0x31_64, 0x31_64],
  [0xfe_00, 0xfe_0f],
  [0xfe_ff, 0xfe_ff],
  [0xff_a0, 0xff_a0],
  [0xff_f0, 0xff_fb],
  [0x1_bc_a0, 0x1_bc_a3],
  [0x1_d1_73, 0x1_d1_7a],
  [0xe_00_00, 0xe_0f_ff],
];

/** Whether a text has no character that is hidden, or changes how those around it are shown. */
export function isPlainText(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // Most texts are ASCII.
    if (code >= 0x20 && code < 0x7f) continue;
    if (hidden.some(([first, last]) => code >= first && code <= last)) return false;
  }
  return true;
}
