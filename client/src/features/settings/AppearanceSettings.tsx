import { Monitor, Moon, Sun } from 'lucide-react';
import { useActions, usePreferences } from '../../state/index.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Section } from './Section.tsx';

export default function AppearanceSettings() {
  const { own } = useActions();
  const { theme, density } = usePreferences();
  return (
    <>
      <Section
        title="Theme"
        hint="System follows what your device says, also when it changes in the evening."
      >
        <Segmented
          label="Theme"
          value={theme}
          options={[
            {
              value: 'system',
              label: (
                <>
                  <Monitor /> System
                </>
              ),
            },
            {
              value: 'light',
              label: (
                <>
                  <Sun /> Light
                </>
              ),
            },
            {
              value: 'dark',
              label: (
                <>
                  <Moon /> Dark
                </>
              ),
            },
          ]}
          onChange={(next) => void attempt(() => own.setPreferences({ theme: next }))}
        />
      </Section>
      <Section title="Density" hint="Compact shows about a third more on the same screen.">
        <Segmented
          label="Density"
          value={density}
          options={[
            { value: 'comfortable', label: 'Comfortable' },
            { value: 'compact', label: 'Compact' },
          ]}
          onChange={(next) => void attempt(() => own.setPreferences({ density: next }))}
        />
      </Section>
    </>
  );
}
