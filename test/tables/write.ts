/** `npm run models`: writes docs/models.md. */
import { writeFileSync } from 'node:fs';
import { modelsDocument } from './models.ts';

writeFileSync(new URL('../../docs/models.md', import.meta.url), modelsDocument());
