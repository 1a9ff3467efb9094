/** The prices that make a page's sum in money; any currency will do. */
import type { Prices } from '@trellis/bench';
import { defaultPrices } from '@trellis/bench/options';
import type { Command } from 'commander';
import { price } from './numbers.ts';

export interface PriceOptions {
  readonly priceCpuHour: number;
  readonly priceGbSent: number;
  readonly priceGbMonth: number;
  readonly monthsKept: number;
}

export function addPriceOptions(command: Command): Command {
  return command
    .option('--price-cpu-hour <price>', 'of one core', price, defaultPrices.cpuHour)
    .option('--price-gb-sent <price>', 'of a gigabyte sent', price, defaultPrices.gigabyteSent)
    .option(
      '--price-gb-month <price>',
      'of a gigabyte kept a month',
      price,
      defaultPrices.gigabyteMonth,
    )
    .option(
      '--months-kept <months>',
      'that what is stored is kept',
      price,
      defaultPrices.monthsKept,
    );
}

export function pricesOf(given: PriceOptions): Prices {
  return {
    cpuHour: given.priceCpuHour,
    gigabyteSent: given.priceGbSent,
    gigabyteMonth: given.priceGbMonth,
    monthsKept: given.monthsKept,
  };
}
