/**
 * Keeps V8's compiler cheap while a storm of arrivals goes on. A thousand clients run a great deal of code just often enough
 * for it to be optimized, and have all come when that is done. While many come V8 is told to inline less, which is what
 * makes compiling expensive; and on a server that has not seen many yet, for which what is optimized now would hardly pay, to
 * wait longer before it optimizes. At other times neither, or what runs for each message would be slower.
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
  optimizeLater?: (isLater: boolean) => void;
}

const lookEveryMs = 500;
/** Arrivals between two looks that are a storm. */
const storm = 30;
/** Looks without a storm until it is over: those who came have yet to load what they see first. */
const quietLooks = 2;
/** Looks after the start during which a storm is awaited: when a server starts again all of its clients come back. */
const startLooks = 60;
/** Once so many have come, what is optimized for those who come is worth it. */
const manyEver = 2_000;

export function createInStorm({
  inlineLess = inlineLessInV8,
  optimizeLater = optimizeLaterInV8,
}: InStormOptions = {}): InStorm {
  let came = 0;
  let cameEver = 0;
  let looksLeft = startLooks;
  let isStorm = false;
  let isLater = false;

  const setLater = (later: boolean) => {
    if (later !== isLater) optimizeLater(later);
    isLater = later;
  };
  const end = () => {
    if (isStorm) inlineLess(false);
    isStorm = false;
    setLater(false);
  };
  const look = () => {
    const goesOn = came >= storm;
    cameEver += came;
    came = 0;
    if (cameEver >= manyEver) setLater(false);
    if (goesOn || looksLeft === 0) return;
    looksLeft -= 1;
    if (looksLeft === 0) end();
  };
  setLater(true);
  const timer = setInterval(look, lookEveryMs);
  timer.unref();

  return {
    arrived: () => {
      came += 1;
      if (came !== storm) return;
      if (!isStorm) inlineLess(true);
      isStorm = true;
      setLater(cameEver < manyEver);
      looksLeft = quietLooks;
    },
    look,
    close: () => {
      clearInterval(timer);
      end();
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

/**
 * Of the whole process, in units of bytecode: how much of a function runs between two decisions whether to optimize it. The
 * lower one is V8's own, which asks for it each time that a function has run for so long.
 */
function optimizeLaterInV8(isLater: boolean): void {
  setFlagsFromString(`--interrupt-budget=${isLater ? 600_000 : 67_584}`);
}
