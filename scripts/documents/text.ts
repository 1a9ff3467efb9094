/** The schemas of the documents that commands print, as the file of the docs. */
import { documentSchema } from '@trellis/cli';

export const documentSchemaText = (): string => `${JSON.stringify(documentSchema(), null, 1)}\n`;
