/** The file in the folder of a kept run that has all of it. */
export const runFileName = 'run.json';
