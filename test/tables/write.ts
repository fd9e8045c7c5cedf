/** `npm run models`: writes the documents that are made of rows of the source. */
import { writeFileSync } from 'node:fs';
import { faultsDocument, presetsDocument } from './faults.ts';
import { modelsDocument } from './models.ts';
import { scenariosDocument } from './scenarios.ts';

const documents = { models: modelsDocument, faults: faultsDocument, presets: presetsDocument, scenarios: scenariosDocument };
for (const [name, made] of Object.entries(documents)) writeFileSync(new URL(`../../docs/${name}.md`, import.meta.url), made());
