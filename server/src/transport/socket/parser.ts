/** Socket.IO's own parser, which here takes no attachments: no command has binary input, and they need not be kept. */
import { Decoder, Encoder } from 'socket.io-parser';

class TextDecoder extends Decoder {
  constructor() {
    super({ maxAttachments: 0 });
  }
}

export const textParser = { Encoder, Decoder: TextDecoder };
