/**
 * Gives back the memory that a storm of arrivals took. V8 keeps a grown young generation and half-filled pages for as long
 * as anything is allocated, which by heartbeats alone is always. Once many have come and it is quiet again, V8 is told for a
 * while to favour size: its own collections for idle programs then run, step by step beside the work, in the engine's
 * thread, too. For the rest of the time it favours speed.
 */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';

export interface AfterStorm {
  /** Somebody has come. */
  arrived(): void;
  /** A look at how things are; by itself every two seconds. */
  look(): void;
  close(): void;
}

export interface AfterStormOptions {
  /** How busy the event loop was since the last time that it was asked, from 0 to 1. */
  utilization?: () => number;
  favourSize?: (isFavoured: boolean) => void;
}

const lookEveryMs = 2_000;
/** Arrivals without a quiet moment between them that are a storm. */
const storm = 500;
/** Arrivals between two looks that are none. */
const few = 20;
/** Messages on their way must not wait for it. */
const busy = 0.2;
/** V8 looks every eight seconds whether it should collect, and then does so up to three times. */
const favouredLooks = 10;

export function createAfterStorm({
  utilization = createUtilization(),
  favourSize = favourSizeInV8,
}: AfterStormOptions = {}): AfterStorm {
  let came = 0;
  let since = 0;
  /** A storm's memory was not given back, or not for long enough. */
  let isOwed = false;
  let looksLeft = 0;

  const stop = () => {
    if (looksLeft > 0) favourSize(false);
    looksLeft = 0;
  };
  const look = () => {
    const isQuiet = utilization() < busy && came - since < few;
    if (came >= storm) isOwed = true;
    since = came;
    if (!isQuiet) return stop();
    came = 0;
    since = 0;
    if (looksLeft === 1) {
      stop();
      isOwed = false;
    } else if (looksLeft > 0) {
      looksLeft -= 1;
    } else if (isOwed) {
      favourSize(true);
      looksLeft = favouredLooks;
    }
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();

  return {
    arrived: () => {
      came += 1;
      // The next storm.
      if (came - since >= few) stop();
    },
    look,
    close: () => {
      clearInterval(timer);
      stop();
    },
  };
}

function createUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

/** Of the whole process. V8 asks for this flag at each of its decisions, not only at its start. */
function favourSizeInV8(isFavoured: boolean): void {
  setFlagsFromString(isFavoured ? '--optimize-for-size' : '--no-optimize-for-size');
}
