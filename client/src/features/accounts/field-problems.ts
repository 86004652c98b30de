import { createContext, useContext } from 'react';

/** What is wrong with fields of a form, by their names. */
export type FieldProblems = Readonly<Record<string, string>>;

export const FieldProblemContext = createContext<FieldProblems>({});

export function useFieldProblem(name: string | undefined): string | null {
  const problems = useContext(FieldProblemContext);
  return (name !== undefined && problems[name]) || null;
}

/** What a form's own rules say, in our words: the browser's bubbles speak of rules, and vanish. */
export function problemsIn(form: HTMLFormElement): FieldProblems {
  const problems: Record<string, string> = {};
  for (const field of form.elements) {
    const words = field instanceof HTMLInputElement ? problemOf(field) : null;
    if (words) problems[(field as HTMLInputElement).name] = words;
  }
  return problems;
}

function problemOf({ value, required, minLength, type, validity }: HTMLInputElement): string | null {
  if (value.trim() === '') return required ? 'Please fill this in.' : null;
  if (value.length < minLength)
    return `This is too short: it has ${value.length} characters, and needs at least ${minLength}.`;
  if (type === 'email' && validity.typeMismatch)
    return 'This does not look like an e-mail address: it should be like name@example.com.';
  return null;
}
