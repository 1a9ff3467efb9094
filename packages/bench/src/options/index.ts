/** What the options of measurements are made of: for whoever explains them, without what measures. */
export { defaultGrowthOptions } from '../growth/options.ts';
export { defaultLedgerOptions, networkSchemes, workloads } from '../ledger/options.ts';
export { defaultPrices } from '../report/prices.ts';
export { runFileName } from '../run-file-name.ts';
export { benchSchemes, providerNames } from '../signatures/subject.ts';
