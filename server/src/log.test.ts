import { ObjectId } from 'bson';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function recordLog() {
  const lines: string[] = [];
  const log = createLog({ LOG_LEVEL: 'debug' }, { write: (line) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> };
}

const canary = 'cnry-7f3a';

test('what people wrote and what lets somebody in is never logged, at any depth', () => {
  const { log, lines, last } = recordLog();
  const secrets = {
    body: canary,
    text: canary,
    html: canary,
    draft: { text: canary },
    password: canary,
    newPassword: canary,
    token: canary,
    sessionToken: canary,
    clientSecret: canary,
    Authorization: `Bearer ${canary}`,
    headers: { cookie: canary, 'set-cookie': [canary] },
  };
  log.info({ ...secrets, input: secrets, list: [{ deep: { deeper: secrets } }], kept: 'seen' }, 'message');
  expect(last()).toMatchObject({ level: 'info', msg: 'message', kept: 'seen', body: '[redacted]' });
  log.child({ command: 'message.post', password: canary }).warn(secrets, 'child');
  expect(last()).toMatchObject({ command: 'message.post', level: 'warn' });
  expect(lines.join()).not.toContain(canary);
});

test('an error is logged with its cause, without what a driver attached to it', () => {
  const { log, lines, last } = recordLog();
  const cause = Object.assign(new Error('E11000 duplicate key'), {
    code: 11_000,
    op: { body: canary },
    writeErrors: [canary],
  });
  log.error({ err: new Error('append failed', { cause }) }, 'failed');
  expect(last()['err']).toMatchObject({
    message: 'append failed',
    stack: expect.stringContaining('log.test.ts'),
    cause: { code: 11_000, message: 'E11000 duplicate key' },
  });
  log.error(cause);
  expect(last()['err']).toMatchObject({ code: 11_000 });
  expect(lines.join()).not.toContain(canary);
});

test('ids and dates stay readable, circles end', () => {
  const { log, last } = recordLog();
  const circle: Record<string, unknown> = { at: new Date(0), id: new ObjectId('65f000000000000000000001') };
  circle['self'] = circle;
  log.info(circle, 'circle');
  expect(last()).toMatchObject({ at: '1970-01-01T00:00:00.000Z', id: '65f000000000000000000001' });
});
