/** Which pages may open a socket: cross-site WebSocket hijacking starts with an Origin that should not have passed. */
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WireServer } from './live-wire-server.ts';

let server: WireServer;
beforeEach(async () => {
  server = await WireServer.start();
});
afterEach(() => server.close());

describe('Origin', () => {
  const ours = 'https://chat.example.org';
  const foreign = [
    ...[
      'null',
      '',
      'https://evil.example',
      'http://chat.example.org',
      'https://chat.example.org:443',
      'https://chat.example.org:8443',
    ],
    ...[
      'https://chat.example.org/',
      'https://chat.example.org.evil.example',
      'https://evil.example/chat.example.org',
    ],
    ...[
      'https://sub.chat.example.org',
      'https://example.org',
      'https://CHAT.example.org',
      'HTTPS://chat.example.org',
    ],
    ...[
      'https://chat.example.org.',
      'https://chat.example.org ,https://evil.example',
      'https://chat.example.org@evil.example',
    ],
    ...[
      'https://evil.example#https://chat.example.org',
      'https://evil.example?https://chat.example.org',
      'chat.example.org',
    ],
    ...[
      '//chat.example.org',
      'file://',
      'https://chat.example.org`',
      'https://chat.example.org$',
      'https://xchat.example.org',
    ],
    ...[
      'https://chat-example.org',
      'https://xn--chat-example.org',
      'wss://chat.example.org',
      'https://chat.example.org%00',
    ],
    ...['chrome-extension://abcdefgh', `https://${'a'.repeat(4_096)}.example`],
  ];

  test(`of ${foreign.length} others none passes, ours does`, async () => {
    const strict = await WireServer.start({ publicUrl: ours });
    try {
      expect(await upgrade(strict.url, [ours])).toBe(101);
      expect(await upgrade(strict.url, [])).toBe(101);
      for (const origin of foreign) expect(await upgrade(strict.url, [origin]), origin).not.toBe(101);
      expect(await upgrade(strict.url, [ours, 'https://evil.example'])).not.toBe(101);
      expect(await upgrade(strict.url, [ours, ours])).not.toBe(101);
    } finally {
      await strict.close();
    }
  });

  test('without PUBLIC_URL only the very address that is called, and only a loopback one', async () => {
    expect(await upgrade(server.url, [server.url])).toBe(101);
    const { port } = new URL(server.url);
    for (const origin of [
      `http://localhost:${port}`,
      'http://127.0.0.1:1',
      'http://127.0.0.1',
      `http://[::1]:${port}`,
    ]) {
      expect(await upgrade(server.url, [origin]), origin).not.toBe(101);
    }
    expect(await upgrade(server.url, ['http://evil.example'], 'evil.example')).not.toBe(101);
  });
});

/** @returns the HTTP status of a handshake with these Origin headers, as written */
function upgrade(url: string, origins: readonly string[], host = new URL(url).host): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const origin = origins.map((value) => `Origin: ${value}\r\n`).join('');
    socket.once('error', reject);
    socket.once('close', () => resolve(0));
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1]));
    });
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\n${origin}Upgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
  });
}
