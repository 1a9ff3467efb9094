/** Checks the OpenAPI document by the recommended rules of Redocly; ends with 1 for any problem. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApi } from '@trellis/api';

const problems = await lintFromString({
  source: JSON.stringify(openApi('0.0.0'), null, 1),
  absoluteRef: 'openapi.json',
  config: await createConfig({ extends: ['recommended'] }),
});
for (const { severity, ruleId, message, location } of problems) {
  const [place] = location;
  console.log(`${severity} ${ruleId} at ${place?.pointer ?? 'the document'}: ${message}`);
}
console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} OpenAPI document`);
process.exit(problems.length === 0 ? 0 : 1);
