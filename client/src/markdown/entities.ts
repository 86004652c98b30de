/**
 * Stands for the package `entities` in what browsers get (vite.config.ts), from which markdown-it takes this one function: a
 * browser knows the names of all characters itself, and the package's table of them would take 16 KB of the first view.
 */

// What is set there is text with references, whatever is in it, and never markup.
const field = document.createElement('textarea');

/** @param reference one whole reference such as `&copy;`; one that is unknown stays as it is */
export function decodeHTMLStrict(reference: string): string {
  field.innerHTML = reference;
  const character = field.textContent;
  // Some names count without their semicolon, too: of `&nothing;` a browser makes `¬hing;`.
  const isWhole = character === ';' || !character.endsWith(';');
  return isWhole ? character : reference;
}
