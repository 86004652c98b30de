import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { FieldProblemContext, type FieldProblems, problemsIn } from './field-problems.ts';

interface Props {
  /** What the server refused, beside the fields that it is about. */
  onSubmit: () => Promise<FieldProblems>;
  children: ReactNode;
}

/** A form that says beside each field what is wrong with it, and leads to the first of them. */
export function CheckedForm({ onSubmit, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<FieldProblems>({});
  /** A new one for each time that the form was sent. */
  const [first, setFirst] = useState<{ name: string } | null>(null);
  useEffect(() => {
    const field = first && form.current?.elements.namedItem(first.name);
    if (field instanceof HTMLElement) field.focus();
  }, [first]);
  const show = (found: FieldProblems) => {
    setProblems(found);
    const [name] = Object.keys(found);
    setFirst(name === undefined ? null : { name });
    return name === undefined;
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (show(problemsIn(event.currentTarget))) show(await onSubmit());
  };
  const forget = (name: string) =>
    setProblems((before) => Object.fromEntries(Object.entries(before).filter(([one]) => one !== name)));
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => void submit(event)}
      onInput={({ target }) => target instanceof HTMLInputElement && forget(target.name)}
      className="flex flex-col gap-4"
    >
      <FieldProblemContext value={problems}>{children}</FieldProblemContext>
    </form>
  );
}
