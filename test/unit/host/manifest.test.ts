// package.json against src/shared/ids.ts: the manifest contributes what the code knows, in both languages.

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import {
  commands,
  configuration,
  configurationSection,
  contextKeys,
  dataEndings,
  extensionId,
  lineEndings,
  panelType,
  runCommands,
  runKinds,
  views,
  walkthrough,
} from '../../../src/shared/ids.js';

const entry = z.looseObject({ command: z.string(), when: z.string().optional() });
const manifestSchema = z.looseObject({
  name: z.string(),
  publisher: z.string(),
  activationEvents: z.array(z.string()),
  contributes: z.looseObject({
    commands: z.array(
      z.looseObject({
        command: z.string(),
        category: z.string(),
        title: z.string(),
        enablement: z.string().optional(),
      }),
    ),
    menus: z.record(z.string(), z.array(entry)),
    keybindings: z.array(entry),
    viewsContainers: z.object({ activitybar: z.array(z.looseObject({ id: z.string() })) }),
    views: z.record(z.string(), z.array(z.looseObject({ id: z.string() }))),
    walkthroughs: z.array(z.looseObject({ id: z.string() })),
    configuration: z.object({ title: z.string(), properties: z.record(z.string(), z.unknown()) }),
  }),
});

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const text = read('package.json');
const manifest = manifestSchema.parse(JSON.parse(text));
const { contributes } = manifest;
const known: readonly string[] = [...Object.values(commands), ...Object.values(runCommands)].sort();

describe('the manifest', () => {
  test('offers exactly the commands of the code', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(known);
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['BERT']));
  });

  test('has menus and keys for existing commands only', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    expect(used.filter((command) => !known.includes(command))).toEqual([]);
  });

  test('keeps the commands for a row of the view out of the palette', () => {
    const hidden = contributes.menus['commandPalette']!.filter(({ when }) => when === 'false').map(
      ({ command }) => command,
    );
    expect(Object.values(runCommands).filter((command) => !hidden.includes(command))).toEqual([]);
  });

  test('offers every command for a row of the view in its menu', () => {
    const offered = contributes.menus['view/item/context']!.map(({ command }) => command);
    expect(Object.values(runCommands).filter((command) => !offered.includes(command))).toEqual([]);
  });

  test('uses only context keys and row kinds that the code sets', () => {
    const conditions = [
      ...contributes.commands.map(({ enablement }) => enablement ?? ''),
      ...Object.values(contributes.menus)
        .flat()
        .map(({ when }) => when ?? ''),
    ].join(' ');
    const asked = [...conditions.matchAll(/(?<!config\.)\bfinetuneBert\.\w+/g)].map(([name]) => name);
    expect(asked.filter((name) => ![...Object.values(contextKeys), views.runs].some((key) => key === name))).toEqual(
      [],
    );
    const kinds = [...conditions.matchAll(/viewItem == (\S+)/g)].map(([, kind]) => kind);
    expect(kinds.filter((kind) => !Object.values(runKinds).some((each) => each === kind))).toEqual([]);
  });

  test('offers fine-tuning for the files that the code reads, and for folders', () => {
    const fineTuning = (menu: string) =>
      contributes.menus[menu]!.filter(
        ({ command, when }) =>
          [commands.fineTune, commands.classifyColumn].some((each) => each === command) &&
          when?.includes('resourceExtname'),
      );
    const matched = (when: string) => new RegExp(/resourceExtname =~ \/(.*?)\/i/.exec(when)![1]!, 'i');
    for (const [menu, endings, entries] of [
      ['explorer/context', dataEndings, 2],
      ['editor/title', lineEndings, 1],
    ] as const) {
      const found = fineTuning(menu).map(({ when }) => matched(when!));
      expect(found).toHaveLength(entries);
      for (const pattern of found) {
        expect([...dataEndings, 'txt', 'json', 'py', 'csvs'].filter((ending) => pattern.test(`.${ending}`))).toEqual(
          endings,
        );
      }
    }
    expect(fineTuning('explorer/context').find(({ command }) => command === commands.fineTune)!.when).toMatch(
      /explorerResourceIsFolder \|\| /,
    );
  });

  test('names the views, the panel, the walkthrough and the settings of the code', () => {
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([views.container]);
    expect(
      Object.fromEntries(
        Object.entries(contributes.views).map(([container, inside]) => [container, inside.map(({ id }) => id)]),
      ),
    ).toEqual({ [views.container]: [views.runs] });
    expect(contributes.walkthroughs.map(({ id }) => id)).toEqual([walkthrough]);
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${panelType}`);
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(
      Object.values(configuration)
        .map((name) => `${configurationSection}.${name}`)
        .sort(),
    );
    expect(`${manifest.publisher}.${manifest.name}`).toBe(extensionId);
  });
});

describe('the texts of the manifest', () => {
  const strings = z.record(z.string(), z.string().min(1));
  const english = strings.parse(JSON.parse(read('package.nls.json')));
  const chinese = strings.parse(JSON.parse(read('package.nls.zh-cn.json')));
  const used = [...new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!))].sort();

  test('exist in both languages, and each is used', () => {
    expect(Object.keys(english).sort()).toEqual(used);
    expect(Object.keys(chinese).sort()).toEqual(used);
  });

  test('link to existing commands only', () => {
    const linked = Object.values({ ...english, ...chinese })
      .concat(Object.values(english))
      .flatMap((value) => [...value.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command!));
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.filter((command) => !known.includes(command))).toEqual([]);
  });
});
