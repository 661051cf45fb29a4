// Words of commands can be pasted into the shell of the machine that they are for.

import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { commandWord } from '../../../src/shared/commandWord.js';

const words = ['plain', 'a b', "it's", 'é中 (1)', '$HOME', '`id`', 'a"b', '评论 (1)-1\\model', 'ends\\', ' '];

test('the shell of this machine reads each word as it was', () => {
  const quoted = words.map((word) => commandWord(word, process.platform)).join(' ');
  const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const shell = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c'] : ['/bin/sh', '-c'];
  const [node, code] = [process.execPath, script].map((word) => commandWord(word, process.platform));
  const command = `${node} -e ${code} -- ${quoted}`;
  const [program = '', ...flags] = shell;
  const asGiven = process.platform === 'win32' ? `"${command}"` : command;
  const { stdout } = spawnSync(program, [...flags, asGiven], { encoding: 'utf8', windowsVerbatimArguments: true });
  expect(JSON.parse(stdout)).toEqual(words);
});

test.each([
  ['data dir\\é中\\run', '"data dir\\é中\\run"'],
  ['C:\\with space\\', '"C:\\with space\\\\"'],
  ['say "yes"', '"say \\"yes\\""'],
  ["it's", '"it\'s"'],
  ['C:\\plain\\run-1', 'C:\\plain\\run-1'],
])('on Windows %s is written %s, which cmd and PowerShell take', (word, expected) => {
  expect(commandWord(word, 'win32')).toBe(expected);
});
