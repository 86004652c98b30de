import { ElementReader, Raw, Type } from './raw.ts';
import { BsonWriter, documentOf } from './write.ts';

/** The document with the value at a path replaced, added, or removed. */
export function replaceAt(document: Raw, parts: readonly string[], value: Raw | undefined): Raw {
  const [name = '', ...rest] = parts;
  const writer = new BsonWriter(document.end - document.start + 64);
  const mark = writer.begin();
  const reader = new ElementReader(document);
  let found = false;
  while (reader.next()) {
    if (!reader.nameIs(name)) {
      writer.bytes(reader.buf, reader.nameStart - 1, reader.valueEnd);
      continue;
    }
    found = true;
    const inner = reader.value;
    const next = rest.length === 0 ? value : inner.isObject ? replaceAt(inner, rest, value) : inner;
    if (next) writer.raw(name, next);
  }
  if (!found && value) writer.raw(name, rest.length === 0 ? value : replaceAt(documentOf([]), rest, value));
  writer.end(mark);
  const bytes = writer.finish();
  return new Raw(Type.object, bytes, 0, bytes.length);
}
