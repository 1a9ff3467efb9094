/** The files that tests read, in the folder `files`: each in the manner of another sender. */
export const sampleNames = [
  'suppliers-03',
  'salaries-08',
  'salaries-09',
  'treasury-12',
  'customer-07',
  'customer-08',
  'customer-13',
  'institutions-08',
] as const;

export type SampleName = (typeof sampleNames)[number];
