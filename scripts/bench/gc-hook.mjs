// Lets the harness ask a measured server to collect its garbage before its memory is read.
process.on('message', (message) => {
  if (message !== 'gc') return;
  globalThis.gc();
  globalThis.gc();
  process.send({ collected: true });
});
// The channel to the harness must not keep the server from ending.
process.channel?.unref();
