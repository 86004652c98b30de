/**
 * Stands for the package `entities` in what browsers get (vite.config.ts), from which markdown-it takes this one function: a
 * browser knows the names of all characters itself, and the package's table of them would take 16 KB of the first view.
 */

const parser = new DOMParser();

/** @param reference one whole reference such as `&copy;`; one that is unknown stays as it is */
export function decodeHTMLStrict(reference: string): string {
  // Behind a letter: blanks before all else are left out. In a document of its own, nothing of it can run.
  const character = parser.parseFromString(`x${reference}`, 'text/html').body.textContent.slice(1);
  // Some names count without their semicolon, too: of `&nothing;` a browser makes `¬hing;`.
  const isWhole = character === ';' || !character.endsWith(';');
  return isWhole ? character : reference;
}
