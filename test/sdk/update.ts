/** Writes the client's types anew after a change of the API. */
import { writeFile } from 'node:fs/promises';
import { generateApi } from '@trellis/client/generate-api';
import { apiDocument, generatedPath } from './api-document.ts';

await writeFile(generatedPath, await generateApi(apiDocument()));
