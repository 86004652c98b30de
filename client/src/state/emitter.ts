/** Tells listeners, in the order in which they came. One that throws does not keep the others from hearing. */
export class Emitter<Value = void> {
  readonly #listeners = new Set<(value: Value) => void>();

  on(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        reportError(error);
      }
    }
  }

  get size(): number {
    return this.#listeners.size;
  }
}

/** Surfaces it like any uncaught error, without stopping what was going on. */
export function reportError(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
