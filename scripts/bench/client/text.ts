/** What people write, made from a seed: mostly a line or two, now and then a list, a quotation, or code. */
const words =
  'the tide turns at noon and nobody has moved the boats from the north quay which will be under water by then so somebody with a key should go while there is time'.split(
    ' ',
  );

/** mulberry32 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function sentence(random: () => number): string {
  const some = (least: number, most: number) => {
    const length = least + Math.floor(random() * (most - least));
    const from = Math.floor(random() * words.length);
    return Array.from({ length }, (_, index) => words[(from + index) % words.length]).join(' ');
  };
  const kind = random();
  if (kind < 0.04)
    return `${some(3, 9)}:\n\`\`\`ts\nexport function tide(at: number): number {\n  // ${some(3, 6)}\n  return Math.sin(at / ${Math.floor(random() * 90)}) * 4;\n}\n\`\`\``;
  if (kind < 0.08) return `${some(2, 6)}\n- ${some(2, 8)}\n- ${some(2, 8)}\n- *${some(1, 3)}*`;
  if (kind < 0.11) return `> ${some(4, 14)}\n${some(3, 12)}`;
  if (kind < 0.15)
    return `${some(3, 9)} https://tidemark.example/${Math.floor(random() * 1e6)} ${some(1, 4)}`;
  if (kind < 0.2) return `${some(2, 5)} \`${some(1, 2)}\` *${some(1, 3)}* _${some(1, 3)}_ ${some(2, 8)}`;
  if (kind < 0.27) return Array.from({ length: 3 }, () => some(15, 40)).join('\n\n');
  return some(2, 28);
}
