/**
 * Keeps V8's compiler cheap while a storm of arrivals goes on. A thousand clients run a great deal of code just often enough
 * for it to be optimized, and have all come when that is done. While many come V8 is told to inline less, which is what
 * makes compiling expensive; at other times not, or what runs for each message would be slower.
 */
import { setFlagsFromString } from 'node:v8';

export interface InStorm {
  /** Somebody has come. */
  arrived(): void;
  /** A look at how things are; by itself every half second. */
  look(): void;
  close(): void;
}

export interface InStormOptions {
  inlineLess?: (isLess: boolean) => void;
}

const lookEveryMs = 500;
/** Arrivals between two looks that are a storm. */
const storm = 30;
/** Looks without a storm until it is over: those who came have yet to load what they see first. */
const quietLooks = 2;

export function createInStorm({ inlineLess = inlineLessInV8 }: InStormOptions = {}): InStorm {
  let came = 0;
  let looksLeft = 0;
  const look = () => {
    const isStorm = came >= storm;
    came = 0;
    if (isStorm || looksLeft === 0) return;
    looksLeft -= 1;
    if (looksLeft === 0) inlineLess(false);
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();

  return {
    arrived: () => {
      came += 1;
      if (came !== storm) return;
      if (looksLeft === 0) inlineLess(true);
      looksLeft = quietLooks;
    },
    look,
    close: () => {
      clearInterval(timer);
      if (looksLeft > 0) inlineLess(false);
      looksLeft = 0;
    },
  };
}

/**
 * Of the whole process, in units of bytecode: of all that is put into one function. The higher one is V8's own. Its limit for
 * a single call must not change while it compiles: V8 asks for that one twice, and aborts where the answers differ.
 */
function inlineLessInV8(isLess: boolean): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${isLess ? 200 : 920}`);
}
