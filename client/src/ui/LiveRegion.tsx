/** Read out by a screen reader when it changes; not seen. */
export function LiveRegion({ text }: { text: string }) {
  return (
    <div role="log" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
