// More requests at once than are worked on wait for their turn; endless ones are refused in a sentence.

import { expect, test } from 'vitest';
import * as z from 'zod';

import { type Answer, Dispatcher } from '../../../../src/worker/socket/dispatcher.js';

const methods = { wait: { params: z.object({}), result: z.object({}), progress: z.never() } };

interface Kit {
  readonly answers: Answer[];
  readonly dispatcher: Dispatcher<typeof methods>;
  readonly open: () => void;
  /** The largest number of requests that were worked on at once. */
  readonly most: () => number;
}

/** A client's conversation, whose requests end once the gate is open. */
function conversation(): Kit {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let now = 0;
  let most = 0;
  const wait = async () => {
    most = Math.max(most, ++now);
    await gate;
    now--;
    return {};
  };
  const answers: Answer[] = [];
  const dispatcher = new Dispatcher({ methods, handlers: { wait }, log: () => undefined }, (answer) =>
    answers.push(answer),
  );
  return { answers, dispatcher, open: () => open(), most: () => most };
}

test('500 requests at once are all answered, in order, and no more than 256 of them are worked on', async () => {
  const { answers, dispatcher, open, most } = conversation();
  for (let id = 0; id < 500; id++) dispatcher.request(id, 'wait', {});
  expect(answers).toEqual([]);
  open();
  await expect.poll(() => answers.length).toBe(500);
  expect(answers.map((answer) => [answer.type, answer.id])).toEqual(
    Array.from({ length: 500 }, (_, id) => ['reply', id]),
  );
  expect(most()).toBe(256);
  expect(dispatcher.busy).toBe(false);
});

test('a request that waits is cancelled at once, and those of a client that left are forgotten', async () => {
  const { answers, dispatcher, open, most } = conversation();
  for (let id = 0; id < 400; id++) dispatcher.request(id, 'wait', {});
  dispatcher.cancel(300);
  expect(answers).toMatchObject([{ type: 'failed', id: 300, failure: { kind: 'cancelled' } }]);
  dispatcher.close();
  open();
  await expect.poll(() => dispatcher.busy).toBe(false);
  expect(most()).toBe(256);
});

test('a client that asks without end is told that there are too many', async () => {
  const { answers, dispatcher, open } = conversation();
  for (let id = 0; id < 5000; id++) dispatcher.request(id, 'wait', {});
  expect(answers).toHaveLength(5000 - 256 - 4096);
  for (const answer of answers)
    expect(answer).toMatchObject({ type: 'failed', failure: { kind: 'user', code: 'worker.tooMany' } });
  open();
  await expect.poll(() => answers.filter(({ type }) => type === 'reply').length).toBe(256 + 4096);
});
