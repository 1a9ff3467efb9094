/** Decimal numbers as text, compared and added without rounding. */

/** More digits behind the point than any message has (17). */
const scale = 18;

/** In units of 10^-18; the text has the form of a decimal number already. */
export function decimalUnits(text: string): bigint {
  const [, sign = '', whole = '', fraction = ''] =
    /^([+-]?)([0-9]*)\.?([0-9]*)$/.exec(text.trim()) ?? [];
  const units = BigInt(`${whole}${fraction.padEnd(scale, '0').slice(0, scale)}`);
  return sign === '-' ? -units : units;
}

/** As short as it can be: `12.5`. */
export function decimalText(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  const whole = digits.slice(0, -scale);
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** How many digits behind the point count. */
export function decimalsOf(text: string): number {
  const [, fraction = ''] = /\.([0-9]*?)0*$/.exec(text.trim()) ?? [];
  return fraction.length;
}
