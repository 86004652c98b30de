import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { useStore } from 'zustand/react';

type Subscribe = (listener: () => void) => () => void;

/**
 * A value that is computed from books and changes with their events. The component renders again only when the value is
 * another one by `same`. `subscribe` and `read` must be stable (`useCallback`).
 */
export function useLive<Value>(
  subscribe: Subscribe,
  read: () => Value,
  same: (a: Value, b: Value) => boolean = Object.is,
): Value {
  const last = useRef<{ value: Value } | null>(null);
  const snapshot = useCallback(() => {
    const value = read();
    if (!last.current || !same(last.current.value, value)) last.current = { value };
    return last.current.value;
  }, [read, same]);
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}

export function useStored<State, Value>(store: StoreApi<State>, select: (state: State) => Value): Value {
  return useStore(store, select);
}

/** Of plain objects whose fields are compared one by one. */
export function sameFields<Value extends object | null>(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  const [fields, others] = [Object.entries(a), new Map(Object.entries(b))];
  return fields.length === others.size && fields.every(([key, value]) => Object.is(value, others.get(key)));
}

export function sameList<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => Object.is(item, b[index])));
}

/** Several emitters as one. */
export function onAny(...subscribes: ((listener: () => void) => () => void)[]): Subscribe {
  return (listener) => {
    const offs = subscribes.map((subscribe) => subscribe(listener));
    return () => {
      for (const off of offs) off();
    };
  };
}
