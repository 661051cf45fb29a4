// The command line has every command that there is a file for.

import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

const folder = new URL('../../../src/cli/', import.meta.url);
const program = readFileSync(new URL('program.ts', folder), 'utf8');
const list = /for \(const add of \[([^\]]*)\]\)/.exec(program)?.[1] ?? '';
const added = list.split(',').map((name) => name.trim());
const commands = readdirSync(new URL('commands/', folder)).flatMap((name) =>
  [...readFileSync(new URL(`commands/${name}`, folder), 'utf8').matchAll(/^export function (add\w+)/gm)].map(
    ([, command]) => command!,
  ),
);

test.each(commands)('the program has the command of %s', (command) => expect(added).toContain(command));
