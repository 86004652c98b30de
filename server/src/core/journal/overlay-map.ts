/** A map that shows another one with changes of its own on top; the other one stays as it is. */
export class OverlayMap<Key, Value> extends Map<Key, Value> {
  readonly #base: ReadonlyMap<Key, Value>;
  readonly #removed = new Set<Key>();

  constructor(base: ReadonlyMap<Key, Value>) {
    super();
    this.#base = base;
  }

  /** Does the overlay itself say something about the key? */
  changes(key: Key): boolean {
    return super.has(key) || this.#removed.has(key);
  }

  override get(key: Key): Value | undefined {
    if (super.has(key)) return super.get(key);
    return this.#removed.has(key) ? undefined : this.#base.get(key);
  }

  override has(key: Key): boolean {
    return super.has(key) || (!this.#removed.has(key) && this.#base.has(key));
  }

  override set(key: Key, value: Value): this {
    // `Map`'s constructor may call this before the fields exist; nothing is passed to it here.
    this.#removed.delete(key);
    return super.set(key, value);
  }

  override delete(key: Key): boolean {
    const had = this.has(key);
    super.delete(key);
    if (this.#base.has(key)) this.#removed.add(key);
    return had;
  }

  override get size(): number {
    let own = 0;
    for (const key of super.keys()) if (!this.#base.has(key)) own += 1;
    return this.#base.size - this.#removed.size + own;
  }

  override *entries(): MapIterator<[Key, Value]> {
    for (const [key, value] of this.#base) {
      if (!this.changes(key)) yield [key, value];
    }
    yield* super.entries();
  }

  override *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  override forEach(callback: (value: Value, key: Key, map: Map<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }
}
