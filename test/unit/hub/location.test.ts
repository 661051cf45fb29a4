// The environment decides as it does for Python: the hub, the cache and the token.

import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { hubLocation, locationOf } from '../../../src/hub/location.js';
import { temporaryFolder, userErrorOf } from './kit.js';

const cacheOf = (environment: Record<string, string>) => hubLocation(environment).cache;

test('the cache is the one of Python’s library', () => {
  expect(cacheOf({})).toBe(join(homedir(), '.cache', 'huggingface', 'hub'));
  expect(cacheOf({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub');
  expect(cacheOf({ XDG_CACHE_HOME: '/x', HF_HOME: '/h' })).toBe('/h/hub');
  expect(cacheOf({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' })).toBe('/old');
  expect(cacheOf({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/new' })).toBe('/new');
  expect(cacheOf({ HF_HOME: '~/models' })).toBe(join(homedir(), 'models', 'hub'));
  expect(cacheOf({ HF_HUB_CACHE: '$DISK/${NAME}', DISK: '/d', NAME: 'n' })).toBe('/d/n');
});

test('the hub is huggingface.co, or the mirror that HF_ENDPOINT names', () => {
  expect(hubLocation({}).endpoint).toBe('https://huggingface.co');
  expect(hubLocation({ HF_ENDPOINT: ' https://mirror.example/hf/ ' }).endpoint).toBe('https://mirror.example/hf');
});

test.each(['mirror', 'ftp://mirror', 'https://user:secret@mirror', 'https://mirror/?key=secret'])(
  '%s is refused as a hub, and its password is not shown',
  (value) => {
    const error = userErrorOf(() => hubLocation({ HF_ENDPOINT: value }));
    expect(error.code).toBe('hub.badEndpoint');
    expect(JSON.stringify(error.values)).not.toContain('secret');
  },
);

test.each(['1', 'true', 'ON', 'yes'])('HF_HUB_OFFLINE=%s turns the network off', (value) => {
  expect(hubLocation({ HF_HUB_OFFLINE: value }).offline).toBe(true);
  expect(hubLocation({ TRANSFORMERS_OFFLINE: value }).offline).toBe(true);
});

test('HF_HUB_OFFLINE=0 leaves the network on', () => {
  expect(hubLocation({ HF_HUB_OFFLINE: '0' }).offline).toBe(false);
});

test('the token is HF_TOKEN, or that of a login unless it is disabled', () => {
  const home = temporaryFolder();
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'token'), 'hf_login\n');
  expect(hubLocation({ HF_HOME: home }).token).toBe('hf_login');
  expect(hubLocation({ HF_HOME: home, HUGGING_FACE_HUB_TOKEN: 'hf_old' }).token).toBe('hf_old');
  expect(hubLocation({ HF_HOME: home, HF_TOKEN: 'hf_env' }).token).toBe('hf_env');
  expect(hubLocation({ HF_HOME: home, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }).token).toBeNull();
  expect(hubLocation({ HF_HOME: join(home, 'none') }).token).toBeNull();
  expect(hubLocation({ HF_TOKEN_PATH: join(home, 'token'), HF_HOME: '/none' }).token).toBe('hf_login');
});

test.each(['hf_a\r\nHost: evil', 'hf_a b', 'hf_中'])(
  'a token that no header can hold is refused and not shown',
  (value) => {
    const error = userErrorOf(() => hubLocation({ HF_TOKEN: value }));
    expect(error.code).toBe('hub.badToken');
    expect(`${error.message}${JSON.stringify(error.values)}${error.stack ?? ''}`).not.toContain('hf_');
  },
);

test('the address of another hub gets no token, and has no access to the hub’s own cache', () => {
  const location = hubLocation({ HF_TOKEN: 'hf_x', HF_HUB_CACHE: '/c/hub' });
  expect(locationOf({ origin: null }, location)).toBe(location);
  expect(locationOf({ origin: 'http://evil.example:8080' }, location)).toMatchObject({
    endpoint: 'http://evil.example:8080',
    token: null,
    cache: '/c/hub-evil.example_8080',
  });
});
