// Lets the harness ask a measured server to collect its garbage, in all of its threads, and for what is left in their heaps.
import { isMainThread } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';

const channel = new BroadcastChannel('bench-gc');

function collect() {
  globalThis.gc();
  globalThis.gc();
  return getHeapStatistics().used_heap_size;
}

if (isMainThread) {
  const workers = new Set();
  process.on('worker', (worker) => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  });
  let heap = 0;
  let waiting = 0;
  const answer = (bytes) => {
    heap += bytes;
    waiting -= 1;
    if (waiting === 0) process.send({ heap });
  };
  channel.onmessage = ({ data }) => {
    if (data !== 'gc') answer(data.heap);
  };
  process.on('message', (message) => {
    if (message !== 'gc') return;
    heap = 0;
    waiting = workers.size + 1;
    channel.postMessage('gc');
    answer(collect());
  });
  // The channel to the harness must not keep the server from ending.
  process.channel?.unref();
} else {
  channel.onmessage = ({ data }) => {
    if (data === 'gc') channel.postMessage({ heap: collect() });
  };
}
channel.unref();
