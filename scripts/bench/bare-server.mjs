// The reference: Socket.IO as it comes, one emit a message, nothing checked and nothing stored.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => {
  const room = socket.handshake.auth.room ?? 'room';
  void socket.join(room);
  socket.on('post', (body) => io.to(room).emit('entries', body));
});
http.listen(0, '127.0.0.1', () => process.send({ port: http.address().port }));
