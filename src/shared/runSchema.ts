// The JSON schema of run.json, generated from the definition of the settings: completion and checks for whoever edits
// it by hand.

import { textIn } from './catalogue.js';
import { settingNames, settings } from './settings.js';
import type { Setting } from './settings/setting.js';

const types = { number: 'number', integer: 'integer', boolean: 'boolean', text: 'string', choice: 'string' } as const;

/** Draft 7, which VS Code reads. Each description is in both languages, since a schema cannot know who reads it. */
export function runFileSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Fine-tune BERT: run.json',
    type: 'object',
    required: ['settings'],
    properties: {
      settings: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(settingNames.map((name) => [name, settingSchema(settings[name])])),
      },
    },
  };
}

function settingSchema(setting: Setting): object {
  const { help, kind, default: preset } = setting;
  const type = preset === null ? [types[kind], 'null'] : types[kind];
  const limits = 'minimum' in setting ? { minimum: setting.minimum, maximum: setting.maximum } : {};
  const choices = setting.kind === 'choice' ? { enum: Object.keys(setting.choices) } : {};
  return { type, default: preset, description: `${textIn(help, 'en')}\n${textIn(help, 'zh')}`, ...limits, ...choices };
}
