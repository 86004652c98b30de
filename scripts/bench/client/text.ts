/** What people write, made from a seed: mostly a line or two, now and then a list, a quotation, or code. */
import type { Random } from '../../../tests/random.ts';

const words =
  'the tide turns at noon and nobody has moved the boats from the north quay which will be under water by then so somebody with a key should go while there is time'.split(
    ' ',
  );

export function sentence(random: Random): string {
  const some = (least: number, most: number) => {
    const length = least + random.below(most - least);
    const from = random.below(words.length);
    return Array.from({ length }, (_, index) => words[(from + index) % words.length]).join(' ');
  };
  const kind = random.next();
  if (kind < 0.04)
    return `${some(3, 9)}:\n\`\`\`ts\nexport function tide(at: number): number {\n  // ${some(3, 6)}\n  return Math.sin(at / ${random.below(90)}) * 4;\n}\n\`\`\``;
  if (kind < 0.08) return `${some(2, 6)}\n- ${some(2, 8)}\n- ${some(2, 8)}\n- *${some(1, 3)}*`;
  if (kind < 0.11) return `> ${some(4, 14)}\n${some(3, 12)}`;
  if (kind < 0.15) return `${some(3, 9)} https://tidemark.example/${random.below(1e6)} ${some(1, 4)}`;
  if (kind < 0.2) return `${some(2, 5)} \`${some(1, 2)}\` *${some(1, 3)}* _${some(1, 3)}_ ${some(2, 8)}`;
  if (kind < 0.27) return Array.from({ length: 3 }, () => some(15, 40)).join('\n\n');
  return some(2, 28);
}
