import { useCallback, useState } from 'react';
import { Exports } from './Exports.tsx';
import { Imports } from './Imports.tsx';
import { Placeholders } from './Placeholders.tsx';

/** Settings → Import and export, for owners. */
export default function ImportSettings() {
  const [imported, setImported] = useState(0);
  const onImported = useCallback(() => setImported((count) => count + 1), []);
  return (
    <>
      <Imports onImported={onImported} />
      <Placeholders imported={imported} />
      <Exports />
    </>
  );
}
