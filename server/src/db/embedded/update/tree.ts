/** A document opened for change: only what an update touches is opened, the rest stays bytes. */
import { ElementReader, Raw, Type } from '../bson/raw.ts';
import { BsonWriter } from '../bson/write.ts';

export type Node = Raw | Tree;

export class Tree {
  readonly isArray: boolean;
  /** Field names of an object; unused for an array. */
  names: string[] = [];
  values: Node[] = [];

  constructor(source: Raw | 'object' | 'array') {
    this.isArray = source === 'array' || (source instanceof Raw && source.isArray);
    if (!(source instanceof Raw)) return;
    const reader = new ElementReader(source);
    while (reader.next()) {
      if (!this.isArray) this.names.push(reader.name);
      this.values.push(reader.value);
    }
  }

  indexOf(name: string): number {
    if (!this.isArray) return this.names.indexOf(name);
    const index = /^\d+$/.test(name) ? Number(name) : -1;
    return index < this.values.length ? index : -1;
  }

  get(name: string): Node | undefined {
    const index = this.indexOf(name);
    return index < 0 ? undefined : this.values[index];
  }

  /** The value opened as a tree, when it is an object or array. */
  open(index: number): Tree | undefined {
    const value = this.values[index]!;
    if (value instanceof Tree) return value;
    if (!value.isObject && !value.isArray) return undefined;
    return (this.values[index] = new Tree(value));
  }

  add(name: string, value: Node): void {
    if (!this.isArray) this.names.push(name);
    this.values.push(value);
  }

  remove(index: number): void {
    if (!this.isArray) this.names.splice(index, 1);
    this.values.splice(index, 1);
  }

  toRaw(): Raw {
    const writer = new BsonWriter(512);
    this.#write(writer);
    const bytes = writer.finish();
    return new Raw(this.isArray ? Type.array : Type.object, bytes, 0, bytes.length);
  }

  #write(writer: BsonWriter): void {
    const mark = writer.begin();
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i]!;
      const name = this.isArray ? String(i) : this.names[i]!;
      if (value instanceof Raw) writer.raw(name, value);
      else {
        writer.name(value.isArray ? Type.array : Type.object, name);
        value.#write(writer);
      }
    }
    writer.end(mark);
  }
}

export function rawOf(node: Node): Raw {
  return node instanceof Raw ? node : node.toRaw();
}
