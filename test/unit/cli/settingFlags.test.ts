// Every setting is a flag, described in the user's language, and only given flags are passed on.

import { describe, expect, test } from 'vitest';

import { LocalCommand } from '../../../src/cli/command.js';
import { addSettingFlags, givenSettings, settingFlag } from '../../../src/cli/settingFlags.js';
import type { Locale } from '../../../src/shared/catalogue.js';
import { flagOf, settingNames, settings } from '../../../src/shared/settings.js';

function command(locale: Locale = 'en'): LocalCommand {
  const made = new LocalCommand(locale, 'train');
  addSettingFlags(made, settingNames);
  return made;
}

const parse = (...flags: string[]) => givenSettings(command().parse(flags, { from: 'user' }).opts());

test.each(settingNames)('%s can be given as a flag', (name) => {
  const { kind } = settings[name];
  if (kind === 'boolean') {
    expect(parse(`--${flagOf(name)}`)).toEqual({ [name]: true });
    expect(parse(`--no-${flagOf(name)}`)).toEqual({ [name]: false });
  } else {
    expect(parse(`--${flagOf(name)}`, '7')).toEqual({ [name]: '7' });
    expect(parse(`--${flagOf(name)}=-7`)).toEqual({ [name]: '-7' });
  }
});

test('a flag that is not given leaves the default, or the value of --config', () => expect(parse()).toEqual({}));

describe.each(['en', 'zh'] as const)('the help in %s', (locale) => {
  const help = command(locale).helpInformation();
  test.each(settingNames)('explains %s, with its default', (name) => {
    const setting = settings[name];
    const text = help.replace(/\s+/g, '');
    expect(help).toContain(`--${setting.kind === 'boolean' ? '[no-]' : ''}${flagOf(name)}`);
    expect(text).toContain(setting.help[locale].replace(/\s+/g, ''));
    if (setting.default !== null && setting.default !== '')
      expect(text).toContain(locale === 'en' ? `(default:${setting.default})` : `（默认：${setting.default}）`);
  });
  test('is in that language throughout', () => {
    if (locale === 'zh') expect(help).not.toMatch(/Usage|Options|default|Training|Advanced/);
    else expect(help).not.toMatch(/\p{Script=Han}/u);
  });
});

test('a flag outside its limits is refused with its name and its limits', () => {
  expect(settingFlag(undefined, 'threads')).toBeUndefined();
  expect(settingFlag('4', 'threads')).toBe(4);
  for (const value of ['0', '1.5', 'x', '', '0x10', '257'])
    expect(() => settingFlag(value, 'threads')).toThrow(expect.objectContaining({ code: 'setting.integer' }));
});
