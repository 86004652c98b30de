/** Markup from values, escaped once, where it is made: a template whose holes take text or markup made by itself. */
const isMarkup = Symbol('markup');

export interface Html {
  [isMarkup]: true;
  text: string;
}

type Part = Html | string | number | readonly Part[] | null;

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const text = strings.reduce(
    (made, string, index) => made + string + (index < parts.length ? render(parts[index] ?? null) : ''),
    '',
  );
  return { [isMarkup]: true, text };
}

function render(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return isList(part) ? part.map(render).join('') : part.text;
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part);
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}
